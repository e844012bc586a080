<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Kodetabellene til integrasjonspunktet. Maler med samme navn som i felles/kodetabeller.xsl, som de går foran.
  Koden måtte stå nøyaktig slik: store bokstaver og ingen blanke. En tom kode var ukjent som alle andre.

  Felles parameter: felt (noden i kilden). Felles resultat: verdien i arkivmelding.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- jpNdoktype. Standard: inngående, selv om posten er avsenderens. -->
  <xsl:template name="kode-journalposttype">
    <xsl:param name="felt" select="."/>
    <xsl:choose>
      <xsl:when test="$felt = 'I'">Inngående dokument</xsl:when>
      <xsl:when test="$felt = 'U'">Utgående dokument</xsl:when>
      <xsl:when test="$felt = 'S'">Saksframlegg</xsl:when>
      <xsl:when test="$felt = 'N'">Organinternt dokument for oppfølging</xsl:when>
      <xsl:when test="$felt = 'X'">Organinternt dokument uten oppfølging</xsl:when>
      <xsl:otherwise>
        <xsl:text>Inngående dokument</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'journalposttype'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- jpStatus -->
  <xsl:template name="kode-journalstatus">
    <xsl:param name="felt" select="."/>
    <xsl:choose>
      <xsl:when test="$felt = 'R'">Ferdigstilt fra saksbehandler</xsl:when>
      <xsl:when test="$felt = 'E'">Ekspedert</xsl:when>
      <xsl:when test="$felt = 'A'">Arkivert</xsl:when>
      <xsl:when test="$felt = 'F'">Godkjent av leder</xsl:when>
      <xsl:when test="$felt = 'J'">Journalført</xsl:when>
      <xsl:when test="$felt = 'U'">Utgår</xsl:when>
      <xsl:otherwise>
        <xsl:text>Ferdigstilt fra saksbehandler</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'journalstatus'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- saStatus -->
  <xsl:template name="kode-saksstatus">
    <xsl:param name="felt" select="."/>
    <xsl:choose>
      <xsl:when test="$felt = 'A'">Avsluttet</xsl:when>
      <xsl:when test="$felt = 'B'">Under behandling</xsl:when>
      <xsl:when test="$felt = 'U'">Utgår</xsl:when>
      <xsl:when test="$felt = 'R'">Under behandling</xsl:when>
      <xsl:when test="$felt = 'X'">Under behandling</xsl:when>
      <xsl:when test="$felt = 'KU'">Avsluttet</xsl:when>
      <xsl:otherwise>
        <xsl:text>Under behandling</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'saksstatus'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- dlType. Standard: hoveddokument, også når det er et fra før. -->
  <xsl:template name="kode-tilknyttetRegistreringSom">
    <xsl:param name="felt" select="."/>
    <xsl:choose>
      <xsl:when test="$felt = 'H'">Hoveddokument</xsl:when>
      <xsl:when test="$felt = 'V'">Vedlegg</xsl:when>
      <xsl:otherwise>
        <xsl:text>Hoveddokument</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'tilknyttetRegistreringSom'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- veVariant -->
  <xsl:template name="kode-variantformat">
    <xsl:param name="felt" select="."/>
    <xsl:choose>
      <xsl:when test="$felt = 'P'">Produksjonsformat</xsl:when>
      <xsl:when test="$felt = 'A'">Arkivformat</xsl:when>
      <xsl:when test="$felt = 'O'">Dokument hvor deler av innholdet er skjermet</xsl:when>
      <xsl:otherwise>
        <xsl:text>Produksjonsformat</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'variantformat'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- amAvskm. NN er nytt notat og BE er e-post, men slik sto det. -->
  <xsl:template name="kode-avskrivningsmaate">
    <xsl:param name="felt" select="."/>
    <xsl:choose>
      <xsl:when test="$felt = 'BU'">Besvart med brev</xsl:when>
      <xsl:when test="$felt = 'NN'">Besvart med e-post</xsl:when>
      <xsl:when test="$felt = 'TLF'">Besvart på telefon</xsl:when>
      <xsl:when test="$felt = 'TE'">Tatt til etterretning</xsl:when>
      <xsl:when test="$felt = 'TO'">Tatt til orientering</xsl:when>
      <xsl:otherwise>
        <xsl:text>Besvart med brev</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'avskrivningsmaate'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
