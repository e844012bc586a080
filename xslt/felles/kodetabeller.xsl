<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Kodetabeller: Noark 4-koder til verdiene i metadatakatalogen til Noark 5. Én navngitt mal for hver tabell.
  Koder leses uten hensyn til blanke og små eller store bokstaver. Alle tabellene er totale: en ukjent kode gir
  standardverdien og funn OM-020 (eller OM-023 når elementet heller utelates), og en tom gir standardverdien stille.

  Skrevet som xsl:choose: tabeller i variabler eller i document('') kostet målt 40 % av en hel omforming.
  Felles parameter: felt (noden i kilden). Felles resultat: verdien i arkivmelding.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:variable name="smaa" select="'abcdefghijklmnopqrstuvwxyzæøå'"/>
  <xsl:variable name="store" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ'"/>

  <!-- jpNdoktype (NOARKDOKTYPE). Standard: meldingen er en post avsenderen har sendt. -->
  <xsl:template name="kode-journalposttype">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'U'">Utgående dokument</xsl:when>
      <xsl:when test="$kode = 'I'">Inngående dokument</xsl:when>
      <xsl:when test="$kode = 'N'">Organinternt dokument for oppfølging</xsl:when>
      <xsl:when test="$kode = 'X'">Organinternt dokument uten oppfølging</xsl:when>
      <xsl:when test="$kode = 'S'">Saksframlegg</xsl:when>
      <xsl:otherwise>
        <xsl:text>Utgående dokument</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'journalposttype'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- jpStatus (JOURNSTATUS). F og R følger det integrasjonspunktet har gjort siden 2017. -->
  <xsl:template name="kode-journalstatus">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'J'">Journalført</xsl:when>
      <xsl:when test="$kode = 'F'">Godkjent av leder</xsl:when>
      <xsl:when test="$kode = 'G'">Godkjent av leder</xsl:when>
      <xsl:when test="$kode = 'R'">Ferdigstilt fra saksbehandler</xsl:when>
      <xsl:when test="$kode = 'M'">Ferdigstilt fra saksbehandler</xsl:when>
      <xsl:when test="$kode = 'S'">Ferdigstilt fra saksbehandler</xsl:when>
      <xsl:when test="$kode = 'E'">Ekspedert</xsl:when>
      <xsl:when test="$kode = 'A'">Arkivert</xsl:when>
      <xsl:when test="$kode = 'U'">Utgår</xsl:when>
      <xsl:otherwise>
        <xsl:text>Ferdigstilt fra saksbehandler</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'journalstatus'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- saStatus (SAKSTATUS). -->
  <xsl:template name="kode-saksstatus">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'B'">Under behandling</xsl:when>
      <xsl:when test="$kode = 'R'">Under behandling</xsl:when>
      <xsl:when test="$kode = 'X'">Under behandling</xsl:when>
      <xsl:when test="$kode = 'A'">Avsluttet</xsl:when>
      <xsl:when test="$kode = 'KU'">Avsluttet</xsl:when>
      <xsl:when test="$kode = 'U'">Utgår</xsl:when>
      <xsl:otherwise>
        <xsl:text>Under behandling</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'saksstatus'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- saPapir (flagg). Ikke noe standardmedium: ukjent verdi gir ikke noe element. -->
  <xsl:template name="kode-dokumentmedium">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="normalize-space($felt)"/>
    <xsl:choose>
      <xsl:when test="$kode = '0'">Elektronisk arkiv</xsl:when>
      <xsl:when test="$kode = '1'">Blandet fysisk og elektronisk arkiv</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'dokumentmedium'"/>
          <xsl:with-param name="funn" select="'OM-023'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    dlType (DOKTILKN). Standard: det første dokumentet er hoveddokumentet, resten er vedlegg.
    Parametre: foerste (om dokumentet er det første som følger med).
  -->
  <xsl:template name="kode-tilknyttetRegistreringSom">
    <xsl:param name="felt" select="."/>
    <xsl:param name="foerste"/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'H'">Hoveddokument</xsl:when>
      <xsl:when test="$kode = 'V'">Vedlegg</xsl:when>
      <xsl:when test="$kode = 'A'">Vedlegg</xsl:when>
      <xsl:when test="$kode = 'F'">Vedlegg</xsl:when>
      <xsl:when test="$kode = 'FH'">Vedlegg</xsl:when>
      <xsl:when test="$kode = 'PH'">Hoveddokument</xsl:when>
      <xsl:when test="$kode = 'SF'">Hoveddokument</xsl:when>
      <xsl:when test="$kode = 'SP'">Vedlegg</xsl:when>
      <xsl:otherwise>
        <xsl:choose>
          <xsl:when test="$foerste">Hoveddokument</xsl:when>
          <xsl:otherwise>Vedlegg</xsl:otherwise>
        </xsl:choose>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'tilknyttetRegistreringSom'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- dbStatus (DOKSTATUS). -->
  <xsl:template name="kode-dokumentstatus">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'F'">Dokumentet er ferdigstilt</xsl:when>
      <xsl:when test="$kode = 'B'">Dokumentet er under redigering</xsl:when>
      <xsl:otherwise>
        <xsl:text>Dokumentet er ferdigstilt</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'dokumentstatus'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- veVariant (VARIANTFORMAT). -->
  <xsl:template name="kode-variantformat">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'P'">Produksjonsformat</xsl:when>
      <xsl:when test="$kode = 'A'">Arkivformat</xsl:when>
      <xsl:when test="$kode = 'O'">Dokument hvor deler av innholdet er skjermet</xsl:when>
      <xsl:otherwise>
        <xsl:text>Produksjonsformat</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'variantformat'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    amAvskm (AVSKRMAATE). Uten standard: NN, BN, SA, *** og andre koder har ingen verdi i Noark 5, og en gjettet
    avskrivning ville vært feil i mottakerens arkiv. Den som kaller, melder OM-021.
  -->
  <xsl:template name="kode-avskrivningsmaate">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = ''"/>
      <xsl:when test="$kode = 'BU'">Besvart med brev</xsl:when>
      <xsl:when test="$kode = 'BE'">Besvart med e-post</xsl:when>
      <xsl:when test="$kode = 'TLF'">Besvart på telefon</xsl:when>
      <xsl:when test="$kode = 'TE'">Tatt til etterretning</xsl:when>
      <xsl:when test="$kode = 'TO'">Tatt til orientering</xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- jpTgkode, saTgkode (TGKODE). Lokale koder: de som ikke er felles for alle, skrives som de er. -->
  <xsl:template name="kode-tilgangsrestriksjon">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'UO'">Unntatt offentlighet</xsl:when>
      <xsl:when test="$kode = 'XX'">Midlertidig sperret</xsl:when>
      <xsl:when test="$kode = 'P'">Personalsaker</xsl:when>
      <xsl:when test="$kode = 'KL'">Klientsaker</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="normalize-space($felt)"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Funnet for en kode som ikke står i tabellen. En tom kode er ikke ukjent.
    Parametre: felt, tabell (navnet på tabellen), funn (koden til funnet).
  -->
  <xsl:template name="ukjent-kode">
    <xsl:param name="felt"/>
    <xsl:param name="tabell"/>
    <xsl:param name="funn" select="'OM-020'"/>
    <xsl:if test="normalize-space($felt)">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="$funn"/>
        <xsl:with-param name="node" select="$felt"/>
        <xsl:with-param name="arg1" select="$tabell"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
