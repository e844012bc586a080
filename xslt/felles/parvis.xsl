<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  To rekker, node for node: nummer i i den første svarer til nummer i i den andre.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    exclude-result-prefixes="ab">

  <!--
    Et oppslag på plass går gjennom alle foran. Derfor deles rekkene i to til de er korte: da vokser arbeidet lite mer
    enn antallet, og ingen melding er så stor at kallene blir for dype.
    Parametre: foerste, andre   rekkene; overtallige i den ene har ingen makker
               felles, flertydige   går til malene i modus «par» som de er
               start            plassene foran disse rekkene
    Modus «par» får nodene i den første rekken, med parametrene nr (plassen), makker, felles og flertydige.
  -->
  <xsl:template name="parvis">
    <xsl:param name="foerste"/>
    <xsl:param name="andre"/>
    <xsl:param name="felles"/>
    <xsl:param name="flertydige" select="/.."/>
    <xsl:param name="start" select="0"/>
    <xsl:choose>
      <xsl:when test="$foerste[17]">
        <xsl:variable name="halv" select="floor(count($foerste) div 2)"/>
        <xsl:call-template name="parvis">
          <xsl:with-param name="foerste" select="$foerste[position() &lt;= $halv]"/>
          <xsl:with-param name="andre" select="$andre[position() &lt;= $halv]"/>
          <xsl:with-param name="felles" select="$felles"/>
          <xsl:with-param name="flertydige" select="$flertydige"/>
          <xsl:with-param name="start" select="$start"/>
        </xsl:call-template>
        <xsl:call-template name="parvis">
          <xsl:with-param name="foerste" select="$foerste[position() &gt; $halv]"/>
          <xsl:with-param name="andre" select="$andre[position() &gt; $halv]"/>
          <xsl:with-param name="felles" select="$felles"/>
          <xsl:with-param name="flertydige" select="$flertydige"/>
          <xsl:with-param name="start" select="$start + $halv"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="$foerste">
          <xsl:variable name="plass" select="position()"/>
          <xsl:variable name="makker" select="$andre[position() = $plass]"/>
          <xsl:if test="$makker">
            <xsl:apply-templates select="." mode="par">
              <xsl:with-param name="nr" select="$start + $plass"/>
              <xsl:with-param name="makker" select="$makker"/>
              <xsl:with-param name="felles" select="$felles"/>
              <xsl:with-param name="flertydige" select="$flertydige"/>
            </xsl:apply-templates>
          </xsl:if>
        </xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Et navn eller nummer i en liste, og det det svarer til. -->
  <xsl:key name="par" match="ab:par" use="@id | @navn"/>

  <xsl:template match="ab:ledd" mode="par">
    <xsl:param name="makker"/>
    <ab:par id="{@plass}" makker="{$makker/@plass}"/>
  </xsl:template>

  <xsl:template match="token" mode="par">
    <xsl:param name="makker"/>
    <ab:par id="{generate-id()}" navn="{.}" makker="{generate-id($makker)}"/>
  </xsl:template>

</xsl:stylesheet>
