<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Det sidene som lages av stilark, har felles: celler i tabeller i Markdown. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- En celle med tekst. -->
  <xsl:template name="celle">
    <xsl:param name="tekst"/>
    <xsl:value-of select="concat(' ', translate(normalize-space($tekst), '|', '/'), ' |')"/>
  </xsl:template>

  <!-- En celle med navn eller stier, hver for seg i kodeskrift. Parametre: ord (med blanke mellom). -->
  <xsl:template name="kodecelle">
    <xsl:param name="ord"/>
    <xsl:text> </xsl:text>
    <xsl:call-template name="kodeord">
      <xsl:with-param name="ord" select="normalize-space($ord)"/>
    </xsl:call-template>
    <xsl:text> |</xsl:text>
  </xsl:template>

  <xsl:template name="kodeord">
    <xsl:param name="ord"/>
    <xsl:if test="$ord != ''">
      <xsl:value-of select="concat('`', substring-before(concat($ord, ' '), ' '), '`')"/>
      <xsl:if test="contains($ord, ' ')">
        <xsl:text>, </xsl:text>
        <xsl:call-template name="kodeord">
          <xsl:with-param name="ord" select="substring-after($ord, ' ')"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
