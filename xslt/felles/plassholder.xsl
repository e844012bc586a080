<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Det avsenderens mal har latt stå igjen der det skulle stått en verdi. Sies også i modus «felt» i tekst.xsl, for et mønster
  kan ikke kalle, og i Noark/Plassholder.swift.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- Alle blanke Unicode har, så langt XML kan ha dem (White_Space i PropList.txt). -->
  <xsl:variable name="blanke"
      select="' &#9;&#10;&#13;&#133;&#160;&#5760;&#8192;&#8193;&#8194;&#8195;&#8196;&#8197;&#8198;&#8199;&#8200;&#8201;&#8202;&#8232;&#8233;&#8239;&#8287;&#12288;'"/>

  <!--
    En identifikator, uten det avsenderens mal har latt stå igjen: «?», «${id}», «{{id}}». En GUID kan ha klammer.
    Parametre: tekst (på én linje).
    Resultat:  teksten; tom når den er en plassholder.
  -->
  <xsl:template name="id-uten-plassholder">
    <xsl:param name="tekst"/>
    <xsl:variable name="tett" select="translate($tekst, $blanke, '')"/>
    <xsl:if test="translate($tett, '?', '') and not(starts-with($tett, '${') or starts-with($tett, '{{'))">
      <xsl:value-of select="$tekst"/>
    </xsl:if>
  </xsl:template>

  <!-- Et navn eller en tittel, likeså. Her er alt i klammer en plassholder: «{Avsender}». «{A} og {B}» er det ikke. -->
  <xsl:template name="tekst-uten-plassholder">
    <xsl:param name="tekst"/>
    <xsl:variable name="tett" select="translate($tekst, $blanke, '')"/>
    <xsl:if test="translate($tett, '?', '')
                  and not(contains($tett, '}') and starts-with(translate($tett, '$', ''), '{')
                          and not(translate(substring-after($tett, '}'), '}', '')))">
      <xsl:value-of select="$tekst"/>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
