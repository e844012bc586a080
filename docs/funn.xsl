<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Lager docs/funn.md av xslt/funn.xml: make docs. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:f="urn:x-arkivbro:funn:1">
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:include href="felles.xsl"/>

  <xsl:template match="/f:funnkatalog">
    <xsl:text># Funn&#10;&#10;</xsl:text>
    <xsl:text>Laget av `xslt/funn.xml` med `make docs`. Kodene endrer aldri mening; ordlyden kan bli bedre.&#10;&#10;</xsl:text>
    <xsl:text>| Kode | Nivå | Tekst | Hva det betyr | Hva du gjør |&#10;|---|---|---|---|---|&#10;</xsl:text>
    <xsl:apply-templates select="f:funn"/>
  </xsl:template>

  <xsl:template match="f:funn">
    <xsl:value-of select="concat('| ', @kode, ' | ', @nivaa, ' |')"/>
    <xsl:call-template name="celle"><xsl:with-param name="tekst" select="f:tekst"/></xsl:call-template>
    <xsl:call-template name="celle"><xsl:with-param name="tekst" select="f:forklaring"/></xsl:call-template>
    <xsl:call-template name="celle"><xsl:with-param name="tekst" select="f:tiltak"/></xsl:call-template>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>
</xsl:stylesheet>
