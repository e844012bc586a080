<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Feltene i tilleggsinfo, av merknad på mappen eller journalposten.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    exclude-result-prefixes="n">

  <!-- Parametre: felles (det «felles-merknad» gir, som en node). -->
  <xsl:template match="n:merknad" mode="omvendt-felt">
    <xsl:param name="felles" select="/.."/>
    <!-- skjemaet krever feltet -->
    <tiItype>
      <xsl:value-of select="n:merknadstype"/>
    </tiItype>
    <xsl:copy-of select="$felles/tiTgkode"/>
    <!-- skjemaet krever feltet -->
    <tiTekst>
      <xsl:value-of select="n:merknadstekst"/>
    </tiTekst>
  </xsl:template>

  <!-- En merknad er skjermet med koden til det den hører til. Kontekst: mappen eller journalposten. -->
  <xsl:template name="felles-merknad">
    <xsl:if test="n:skjerming/n:skjermingMetadata[normalize-space() = 'Skjerming merknadstekst']">
      <xsl:choose>
        <xsl:when test="string-length(n:skjerming/n:tilgangsrestriksjon) * count(n:merknad) &gt; $mest-gjentatt">
          <xsl:for-each select="n:skjerming/n:tilgangsrestriksjon">
            <xsl:call-template name="for-mye-gjentatt"/>
          </xsl:for-each>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="omvendt-kode">
            <xsl:with-param name="navn" select="'tiTgkode'"/>
            <xsl:with-param name="element" select="n:skjerming/n:tilgangsrestriksjon"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
