<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Funn: det avsenderen bør vite om meldingen sin. Tekstene står i funn.xml; her skrives bare koden og stedet.
  Et funn stanser aldri omformingen.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:be="http://www.arkivverket.no/Noark4-1-WS-WD/types"
    xmlns:ex="http://www.arkivverket.no/Noark/Exchange/types"
    xmlns:k="urn:x-arkivbro:kvittering:1"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:abf="urn:x-arkivbro:funksjoner:1"
    exclude-result-prefixes="be ex k n abf">

  <!--
    Melder et funn som én linje på meldingskanalen: kode|sti|verdi|arg1|arg2, hvert ledd prosentkodet.
    Parametre: kode
               node   stedet i kilden
               sti    bare når stedet ikke er én node
               verdi  dokumentets verdi; motoren skjuler den om den ikke er bedt om noe annet
               arg1, arg2  det som fyller {1} og {2} i teksten; aldri dokumentets verdier
  -->
  <xsl:template name="funn">
    <xsl:param name="kode"/>
    <xsl:param name="node" select="."/>
    <xsl:param name="sti">
      <xsl:call-template name="sti">
        <xsl:with-param name="node" select="$node"/>
      </xsl:call-template>
    </xsl:param>
    <xsl:param name="verdi" select="$node[not(*)]"/>
    <xsl:param name="arg1"/>
    <xsl:param name="arg2"/>
    <xsl:message terminate="no">
      <xsl:value-of select="concat($kode, '|', $sti, '|')"/>
      <xsl:call-template name="ledd">
        <xsl:with-param name="ledd" select="string($verdi)"/>
      </xsl:call-template>
      <xsl:text>|</xsl:text>
      <xsl:call-template name="ledd">
        <xsl:with-param name="ledd" select="string($arg1)"/>
      </xsl:call-template>
      <xsl:text>|</xsl:text>
      <xsl:call-template name="ledd">
        <xsl:with-param name="ledd" select="string($arg2)"/>
      </xsl:call-template>
    </xsl:message>
  </xsl:template>

  <!--
    Stien til et element, fra konvolutten, Melding, kvitteringen eller arkivmelding: Melding/journpost/avsmot[2]/amAvskm.
    Parametre: node.
    Resultat:  stien; nummer bare der elementet har søsken med samme navn.
  -->
  <xsl:template name="sti">
    <xsl:param name="node" select="."/>
    <xsl:choose>
      <!-- Vertsprogrammet teller søsken én gang; her telles de for hvert funn. -->
      <xsl:when test="function-available('abf:sti')">
        <xsl:value-of select="abf:sti($node[1])"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="sti-uten-vert">
          <xsl:with-param name="node" select="$node"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="sti-uten-vert">
    <xsl:param name="node"/>
    <xsl:for-each select="$node[1]/ancestor-or-self::*[ancestor-or-self::be:Melding or ancestor-or-self::envelope
                          or ancestor-or-self::ex:AppReceipt or ancestor-or-self::k:arkivmelding_kvittering
                          or ancestor-or-self::n:arkivmelding]">
      <xsl:variable name="navn" select="local-name()"/>
      <xsl:variable name="rom" select="namespace-uri()"/>
      <!-- xsl:number teller søsken med samme navn i C: en fiendtlig melding kan ha svært mange av dem -->
      <xsl:variable name="nummer">
        <xsl:number/>
      </xsl:variable>
      <xsl:if test="position() &gt; 1">/</xsl:if>
      <xsl:value-of select="$navn"/>
      <xsl:if test="$nummer &gt; 1
                    or following-sibling::*[local-name() = $navn and namespace-uri() = $rom]">
        <xsl:value-of select="concat('[', $nummer, ']')"/>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

</xsl:stylesheet>
