<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Dokumenter: hvert dokument blir én dokumentbeskrivelse med ett dokumentobjekt, i kildens rekkefølge.
  Filene er tatt ut før omformingen; ab:filnavn er navnet de følger med under, renset og entydig.
-->
<xsl:stylesheet version="1.0"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    exclude-result-prefixes="ab">

  <!-- Et dokument uten innhold som en innstilling har utelatt. Plassen i rekken beholdes for de andre. -->
  <xsl:template match="dokument[@ab:utelatt = 'ja']" mode="dokument"/>

  <xsl:template match="dokument" mode="dokument">
    <xsl:param name="journalpost-id"/>
    <xsl:param name="foerste"/>
    <xsl:variable name="plass" select="position()"/>
    <xsl:variable name="filnavn">
      <xsl:choose>
        <xsl:when test="@ab:filnavn">
          <xsl:value-of select="@ab:filnavn"/>
        </xsl:when>
        <xsl:when test="normalize-space(veFilnavn[1])">
          <xsl:value-of select="normalize-space(veFilnavn[1])"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="concat('dokument-', $plass)"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <!-- jpDokdato, ellers meldingens dato -->
    <xsl:variable name="opprettet">
      <xsl:choose>
        <xsl:when test="string($dokumentdato)">
          <xsl:value-of select="concat($dokumentdato, 'T00:00:00')"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="$midnatt"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>

    <dokumentbeskrivelse>
      <!-- systemID til journalposten og plassen i rekken -->
      <systemID>
        <xsl:call-template name="identifikator">
          <xsl:with-param name="slag" select="'dok'"/>
          <xsl:with-param name="eier" select="$journalpost-id"/>
          <xsl:with-param name="id" select="$plass"/>
        </xsl:call-template>
      </systemID>
      <!-- dbKategori -->
      <dokumenttype>
        <xsl:call-template name="verdi-eller">
          <xsl:with-param name="felt" select="dbKategori[1]"/>
          <xsl:with-param name="ellers" select="'Dokument'"/>
        </xsl:call-template>
      </dokumenttype>
      <!-- dbStatus -->
      <dokumentstatus>
        <xsl:call-template name="kode-dokumentstatus">
          <xsl:with-param name="felt" select="dbStatus[1]"/>
        </xsl:call-template>
      </dokumentstatus>
      <!-- dbTittel, ellers filnavnet -->
      <tittel>
        <xsl:call-template name="verdi-eller">
          <xsl:with-param name="felt" select="dbTittel[1]"/>
          <xsl:with-param name="ellers" select="$filnavn"/>
        </xsl:call-template>
      </tittel>
      <opprettetDato>
        <xsl:value-of select="$opprettet"/>
      </opprettetDato>
      <opprettetAv>
        <xsl:value-of select="$hvem"/>
      </opprettetAv>
      <!-- dlType -->
      <tilknyttetRegistreringSom>
        <xsl:call-template name="kode-tilknyttetRegistreringSom">
          <xsl:with-param name="felt" select="dlType[1]"/>
          <xsl:with-param name="foerste" select="count(. | $foerste) = 1"/>
        </xsl:call-template>
      </tilknyttetRegistreringSom>
      <!-- dlRnr, ellers plassen i rekken -->
      <dokumentnummer>
        <xsl:variable name="nummer">
          <xsl:apply-templates select="dlRnr[1]" mode="felt"/>
        </xsl:variable>
        <xsl:value-of select="$nummer"/>
        <xsl:if test="string($nummer) = ''">
          <xsl:value-of select="$plass"/>
        </xsl:if>
      </dokumentnummer>
      <tilknyttetDato>
        <xsl:value-of select="$midnatt"/>
      </tilknyttetDato>
      <tilknyttetAv>
        <xsl:value-of select="$hvem"/>
      </tilknyttetAv>
      <dokumentobjekt>
        <!-- Noark 4 sender bare den ene versjonen -->
        <versjonsnummer>1</versjonsnummer>
        <!-- veVariant -->
        <variantformat>
          <xsl:call-template name="kode-variantformat">
            <xsl:with-param name="felt" select="veVariant[1]"/>
          </xsl:call-template>
        </variantformat>
        <opprettetDato>
          <xsl:value-of select="$opprettet"/>
        </opprettetDato>
        <opprettetAv>
          <xsl:value-of select="$hvem"/>
        </opprettetAv>
        <!-- veFilnavn -->
        <referanseDokumentfil>
          <xsl:value-of select="$filnavn"/>
        </referanseDokumentfil>
      </dokumentobjekt>
    </dokumentbeskrivelse>
  </xsl:template>

  <!-- Tallet som tekst; elementet må finnes uansett. -->
  <xsl:template match="dlRnr" mode="felt">
    <xsl:call-template name="tall"/>
  </xsl:template>

</xsl:stylesheet>
