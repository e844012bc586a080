<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Modus «kjennetegn»: det en gruppe kjennes igjen på når grupper har byttet plass, er kommet til eller falt fra på veien. Det
  står i restfeltet ved siden av nummeret, og gruppen har det selv. Av en lang tekst: begynnelsen, lengden og slutten.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    exclude-result-prefixes="n">

  <xsl:template match="n:korrespondansepart" mode="kjennetegn">
    <xsl:call-template name="kort-kjennetegn">
      <xsl:with-param name="tekst" select="string(n:korrespondansepartNavn)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="n:merknad" mode="kjennetegn">
    <xsl:call-template name="kort-kjennetegn">
      <xsl:with-param name="tekst" select="string(n:merknadstekst)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="n:dokumentobjekt | n:dokumentbeskrivelse" mode="kjennetegn">
    <xsl:value-of select="n:referanseDokumentfil"/>
  </xsl:template>

  <xsl:template match="n:klassifikasjon" mode="kjennetegn">
    <xsl:call-template name="kort-kjennetegn">
      <xsl:with-param name="tekst" select="concat(n:referanseKlassifikasjonssystem, ' ', n:klasseID)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="kort-kjennetegn">
    <xsl:param name="tekst"/>
    <xsl:choose>
      <xsl:when test="string-length($tekst) &lt;= 60">
        <xsl:value-of select="$tekst"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat(substring($tekst, 1, 40), ' … ', string-length($tekst), ' … ',
                                     substring($tekst, string-length($tekst) - 14))"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
