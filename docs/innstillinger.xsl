<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Lager docs/innstillinger.md av xslt/innstillinger.xml: make docs. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:i="urn:x-arkivbro:innstillinger:1" exclude-result-prefixes="i">
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:include href="felles.xsl"/>

  <xsl:template match="/i:innstillinger">
    <xsl:text># Innstillinger

Laget av `xslt/innstillinger.xml` med `make docs`.

Her står hver innstilling som kan endre hva en omforming gir: valget i `arkivbro convert`, nøkkelen i
[oppsettet](oppsett.md), og parameterne i stilarkene som får verdien. Samme melding og samme innstillinger gir samme byte.
En innstilling uten valg og nøkkel følger av meldingen eller forsendelsen; den er til for den som kjører stilarkene med
`xsltproc`, eller bruker biblioteket.
</xsl:text>
    <xsl:apply-templates select="i:del"/>
    <xsl:text>
## Parameterne

| Stilark | Parameter | Standard |
|---|---|---|
</xsl:text>
    <xsl:for-each select="i:del/i:innstilling/i:parameter">
      <xsl:sort select="@stilark"/>
      <xsl:sort select="@navn"/>
      <xsl:value-of select="concat('| `xslt/', @stilark, '` | `', @navn, '` |')"/>
      <xsl:apply-templates select="." mode="standard"/>
      <xsl:text>&#10;</xsl:text>
    </xsl:for-each>
    <xsl:text>
`profiler/integrasjonspunkt.xsl` har også alle parameterne i `bestedu-til-arkivmelding.xsl`, og begge stilarkene til DPV
har dem i `felles/dpv-oppsett.xsl`.
</xsl:text>
  </xsl:template>

  <xsl:template match="i:del">
    <xsl:value-of select="concat('&#10;## ', @tittel, '&#10;&#10;')"/>
    <xsl:text>| Valg | Oppsett | Parameter | Standard | Betyr |&#10;|---|---|---|---|---|&#10;</xsl:text>
    <xsl:apply-templates select="i:innstilling"/>
  </xsl:template>

  <xsl:template match="i:innstilling">
    <xsl:text>| </xsl:text>
    <xsl:call-template name="kodeord">
      <xsl:with-param name="ord" select="@valg"/>
    </xsl:call-template>
    <xsl:if test="@kommando">
      <xsl:value-of select="concat(' i ', @kommando)"/>
    </xsl:if>
    <xsl:text> |</xsl:text>
    <xsl:call-template name="kodecelle">
      <xsl:with-param name="ord" select="@oppsett"/>
    </xsl:call-template>
    <!-- den samme parameteren kan stå i flere stilark -->
    <xsl:variable name="parametere">
      <xsl:for-each select="i:parameter[not(@navn = preceding-sibling::i:parameter/@navn)]">
        <xsl:value-of select="concat(@navn, ' ')"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:call-template name="kodecelle">
      <xsl:with-param name="ord" select="$parametere"/>
    </xsl:call-template>
    <xsl:choose>
      <xsl:when test="@standard">
        <xsl:value-of select="concat(' `', @standard, '` |')"/>
      </xsl:when>
      <xsl:when test="not(@valg) and i:parameter
                      and not(i:parameter/@standard != i:parameter[1]/@standard or i:parameter/@fra != i:parameter[1]/@fra)">
        <xsl:apply-templates select="i:parameter[1]" mode="standard"/>
      </xsl:when>
      <xsl:otherwise>  |</xsl:otherwise>
    </xsl:choose>
    <xsl:value-of select="concat(' ', normalize-space(i:forklaring))"/>
    <xsl:apply-templates select="i:verdi"/>
    <xsl:text> |&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="i:verdi">
    <xsl:value-of select="concat('&lt;br&gt;`', @navn, '`')"/>
    <xsl:if test="@parameter">
      <xsl:value-of select="concat(' (`', @parameter, '`)')"/>
    </xsl:if>
    <xsl:value-of select="concat(': ', normalize-space())"/>
  </xsl:template>

  <!-- Modus «standard»: en celle med verdien parameteren har når den ikke er gitt. -->
  <xsl:template match="i:parameter" mode="standard">
    <xsl:choose>
      <xsl:when test="@fra">
        <xsl:value-of select="concat(' fra ', @fra, ' |')"/>
      </xsl:when>
      <xsl:when test="@standard = ''"> tom |</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat(' `', @standard, '` |')"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
