<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Modus «kjennetegn»: det en av flere grupper kjennes igjen på når de har byttet plass på veien. Det står i restfeltet ved
  siden av nummeret, og gruppen har det selv; lange tekster bare så langt som trengs.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    exclude-result-prefixes="n">

  <xsl:template match="n:korrespondansepart" mode="kjennetegn">
    <xsl:value-of select="substring(n:korrespondansepartNavn, 1, 60)"/>
  </xsl:template>

  <xsl:template match="n:merknad" mode="kjennetegn">
    <xsl:value-of select="substring(n:merknadstekst, 1, 60)"/>
  </xsl:template>

  <xsl:template match="n:dokumentobjekt | n:dokumentbeskrivelse" mode="kjennetegn">
    <xsl:value-of select="n:referanseDokumentfil"/>
  </xsl:template>

  <xsl:template match="n:klassifikasjon" mode="kjennetegn">
    <xsl:value-of select="substring(n:klasseID, 1, 60)"/>
  </xsl:template>

</xsl:stylesheet>
