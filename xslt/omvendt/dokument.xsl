<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Feltene i dokument, av dokumentbeskrivelse: ett dokument for hvert dokumentobjekt, og ett uten fil for en
  beskrivelse som ikke har noe. Formatet og medietypen følger filendelsen; Noark 5 har ingen av dem.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    exclude-result-prefixes="n">

  <xsl:template match="n:dokumentobjekt" mode="omvendt-felt">
    <xsl:call-template name="omvendt-dokument">
      <xsl:with-param name="beskrivelse" select="parent::n:dokumentbeskrivelse"/>
      <xsl:with-param name="objekt" select="."/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="n:dokumentbeskrivelse" mode="omvendt-felt">
    <xsl:call-template name="omvendt-dokument">
      <xsl:with-param name="beskrivelse" select="."/>
      <xsl:with-param name="objekt" select="/.."/>
    </xsl:call-template>
  </xsl:template>

  <!-- Parametre: beskrivelse, objekt (hver av dem kan mangle). -->
  <xsl:template name="omvendt-dokument">
    <xsl:param name="beskrivelse"/>
    <xsl:param name="objekt"/>
    <xsl:variable name="filnavn" select="string($objekt/n:referanseDokumentfil)"/>
    <xsl:variable name="endelse">
      <xsl:call-template name="filendelse">
        <xsl:with-param name="filnavn" select="$filnavn"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:if test="string($beskrivelse/n:dokumentnummer)">
      <dlRnr>
        <xsl:value-of select="$beskrivelse/n:dokumentnummer"/>
      </dlRnr>
    </xsl:if>
    <xsl:call-template name="omvendt-kode">
      <xsl:with-param name="navn" select="'dlType'"/>
      <xsl:with-param name="element" select="$beskrivelse/n:tilknyttetRegistreringSom"/>
    </xsl:call-template>
    <xsl:if test="string($beskrivelse/n:dokumenttype)">
      <dbKategori>
        <xsl:value-of select="$beskrivelse/n:dokumenttype"/>
      </dbKategori>
    </xsl:if>
    <xsl:if test="string($beskrivelse/n:tittel)">
      <dbTittel>
        <xsl:value-of select="$beskrivelse/n:tittel"/>
      </dbTittel>
    </xsl:if>
    <xsl:call-template name="omvendt-kode">
      <xsl:with-param name="navn" select="'dbStatus'"/>
      <xsl:with-param name="element" select="$beskrivelse/n:dokumentstatus"/>
    </xsl:call-template>
    <xsl:call-template name="omvendt-kode">
      <xsl:with-param name="navn" select="'veVariant'"/>
      <xsl:with-param name="element" select="$objekt/n:variantformat"/>
    </xsl:call-template>
    <xsl:if test="string($endelse)">
      <veDokformat>
        <xsl:value-of select="translate($endelse, $smaa, $store)"/>
      </veDokformat>
    </xsl:if>
    <xsl:if test="$filnavn != ''">
      <fil>
        <base64/>
      </fil>
    </xsl:if>
    <!-- skjemaet krever begge feltene -->
    <veFilnavn>
      <xsl:value-of select="$filnavn"/>
    </veFilnavn>
    <veMimeType>
      <xsl:if test="$filnavn != ''">
        <xsl:call-template name="medietype">
          <xsl:with-param name="endelse" select="string($endelse)"/>
        </xsl:call-template>
      </xsl:if>
    </veMimeType>
  </xsl:template>

</xsl:stylesheet>
