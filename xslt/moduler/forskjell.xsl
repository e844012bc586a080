<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Forskjellen mellom en gruppe i kilden og det den omvendte veien gir av den: innholdet i restfeltet (restfelt.xsl).
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:b="urn:x-arkivbro:restfelt:1"
    xmlns:str="http://exslt.org/strings"
    xmlns:abf="urn:x-arkivbro:funksjoner:1"
    exclude-result-prefixes="str abf">

  <!--
    Forskjellen mellom feltene i en gruppe og dem den omvendte veien gir. Vertsprogrammet finner den i ett gjennomløp når
    gruppen er regelmessig; her kostet den målt halve omformingen.
    Kontekst:  gruppen i kilden.
    Parametre: omvendt      feltene den omvendte veien gir
               felt         feltene gruppen kan ha, i rekkefølge
               grupper      gruppene den kan ha, i rekkefølge
               attributter  attributtene som er tatt av den som kaller
  -->
  <xsl:template name="rest">
    <xsl:param name="omvendt" select="/.."/>
    <xsl:param name="felt" select="' '"/>
    <xsl:param name="grupper" select="' '"/>
    <xsl:param name="attributter" select="' '"/>
    <xsl:choose>
      <xsl:when test="$har-rest-funksjon and abf:regelmessig(., $felt, $grupper, $sammensatte-felt, $attributter)">
        <xsl:copy-of select="abf:rest(., $omvendt, $felt)"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="rest-uten-vert">
          <xsl:with-param name="omvendt" select="$omvendt"/>
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="grupper" select="$grupper"/>
          <xsl:with-param name="attributter" select="$attributter"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:variable name="har-rest-funksjon" select="function-available('abf:rest')"/>

  <xsl:template name="rest-uten-vert">
    <xsl:param name="omvendt"/>
    <xsl:param name="felt"/>
    <xsl:param name="grupper"/>
    <xsl:param name="attributter"/>
    <xsl:variable name="kilde" select="."/>
    <xsl:variable name="alle" select="concat($felt, $grupper)"/>
    <!-- Regelmessig: hvert barn er et kjent felt uten noe ved seg, og det neste er et av dem som kan komme etter. -->
    <xsl:variable name="uregelmessig"
        select="*[not(contains($alle, concat(' ', name(), ' ')))
                  or following-sibling::*[1]
                     and not(contains(concat(' ', substring-after($alle, concat(' ', name(), ' '))),
                                      concat(' ', name(following-sibling::*[1]), ' ')))
                     and not(contains($grupper, concat(' ', name(), ' '))
                             and name() = name(following-sibling::*[1]))]
                or *[@* or *][contains($felt, concat(' ', name(), ' '))]
                   [@*[not(namespace-uri())] or not(contains($sammensatte-felt, concat(' ', name(), ' ')))]
                or @*[not(namespace-uri()) and not(contains($attributter, concat(' ', name(), ' ')))]
                or text()[normalize-space() or not(../*)]"/>
    <!-- Det første av hvert felt. Letet hvert barn etter sitt, ville arbeidet vokse med kvadratet av antallet. -->
    <xsl:variable name="foerste">
      <xsl:if test="$uregelmessig">
        <xsl:for-each select="str:tokenize($felt, ' ')">
          <xsl:variable name="navn" select="string()"/>
          <xsl:value-of select="concat(' ', generate-id($kilde/*[name() = $navn][1]), ' ')"/>
        </xsl:for-each>
      </xsl:if>
    </xsl:variable>
    <xsl:for-each select="*[contains($felt, concat(' ', name(), ' '))]">
      <xsl:variable name="navn" select="name()"/>
      <xsl:variable name="gitt" select="$omvendt[name() = $navn]"/>
      <xsl:choose>
        <xsl:when test="$uregelmessig and (not(contains($foerste, concat(' ', generate-id(), ' ')))
                                           or @*[not(namespace-uri())]
                                           or * and not(contains($sammensatte-felt, concat(' ', $navn, ' '))))"/>
        <xsl:when test="* or $gitt/*">
          <!-- fil: innholdet er vedlegget, og bare at base64 er der, kan være ulikt -->
          <xsl:if test="not($gitt) or count(*) != 1 or not(base64)
                        or base64/node() or base64/@*[not(namespace-uri())] or text()[normalize-space()]">
            <xsl:element name="b:{$navn}">
              <xsl:if test="$gitt">
                <xsl:attribute name="r"/>
              </xsl:if>
              <xsl:apply-templates select="node()" mode="raatt"/>
            </xsl:element>
          </xsl:if>
        </xsl:when>
        <xsl:when test="$gitt = string()"/>
        <xsl:when test="$gitt">
          <xsl:element name="b:{$navn}">
            <xsl:attribute name="r">
              <xsl:value-of select="$gitt"/>
            </xsl:attribute>
            <xsl:value-of select="."/>
          </xsl:element>
        </xsl:when>
        <xsl:when test="string()">
          <xsl:element name="b:{$navn}">
            <xsl:value-of select="."/>
          </xsl:element>
        </xsl:when>
      </xsl:choose>
    </xsl:for-each>
    <xsl:variable name="tomme">
      <xsl:for-each select="*[not(node()) and contains($felt, concat(' ', name(), ' '))]">
        <xsl:variable name="navn" select="name()"/>
        <xsl:if test="not($omvendt[name() = $navn])
                      and not($uregelmessig and (not(contains($foerste, concat(' ', generate-id(), ' ')))
                                                 or @*[not(namespace-uri())]))">
          <xsl:value-of select="concat(' ', $navn)"/>
        </xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="string($tomme)">
      <b:tom>
        <xsl:value-of select="substring($tomme, 2)"/>
      </b:tom>
    </xsl:if>
    <xsl:for-each select="$omvendt">
      <xsl:variable name="navn" select="name()"/>
      <xsl:if test="not($kilde/*[name() = $navn]
                        [1][not($uregelmessig) or contains($grupper, concat(' ', $navn, ' '))
                            or not(@*[not(namespace-uri())])
                               and (not(*) or contains($sammensatte-felt, concat(' ', $navn, ' ')))])">
        <b:utelatt r="{.}">
          <xsl:value-of select="$navn"/>
        </b:utelatt>
      </xsl:if>
    </xsl:for-each>
    <xsl:if test="$uregelmessig">
      <xsl:call-template name="rekke">
        <xsl:with-param name="felt" select="$felt"/>
        <xsl:with-param name="grupper" select="$grupper"/>
        <xsl:with-param name="attributter" select="$attributter"/>
        <xsl:with-param name="foerste" select="string($foerste)"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="rest-attributt">
    <xsl:param name="attributt"/>
    <xsl:param name="gitt"/>
    <xsl:choose>
      <xsl:when test="not($attributt)">
        <b:utelatt r="{$gitt}">
          <xsl:value-of select="name($gitt)"/>
        </b:utelatt>
      </xsl:when>
      <xsl:when test="string($attributt) != string($gitt)">
        <xsl:element name="b:{name($attributt)}">
          <xsl:attribute name="r">
            <xsl:value-of select="$gitt"/>
          </xsl:attribute>
          <xsl:value-of select="$attributt"/>
        </xsl:element>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
