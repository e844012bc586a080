<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Hvilke parter avskrivningene hører til, etter det restfeltet sier. I Noark 5 står de på journalposten (avsmot.xsl).
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:b="urn:x-arkivbro:restfelt:1"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:exsl="http://exslt.org/common"
    xmlns:set="http://exslt.org/sets"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="n b ab exsl set str">

  <!--
    Hvilke parter avskrivningene hører til: det restfeltet sier, når det gjelder disse partene og disse avskrivningene;
    uten restfelt det de naturlige elementene sier.
    Kontekst: journalposten.
  -->
  <xsl:template name="baarne-avskrivningsparter">
    <xsl:variable name="baaret" select="$rest-post/@avskrivningAvsmot"/>
    <xsl:choose>
      <!-- uten parter meldes det sammen med annet uten plass -->
      <xsl:when test="not(n:avskrivning and n:korrespondansepart)"/>
      <xsl:when test="not($baaret)">
        <xsl:call-template name="avskrivningsparter"/>
      </xsl:when>
      <xsl:otherwise>
        <!-- Leddene telles før de deles: listen kan være skrevet av hvem som helst, og hvert ledd blir en node. -->
        <xsl:variable name="antall" select="count(n:avskrivning)"/>
        <xsl:variable name="er-rett-lange"
            select="string-length($baaret) - string-length(translate($baaret, ' ', '')) = $antall - 1
                    and string-length($rest-post/@avskrivninger)
                        - string-length(translate($rest-post/@avskrivninger, ' ', '')) &lt; $antall"/>
        <xsl:variable name="numre" select="str:tokenize($baaret[$er-rett-lange], ' ')"/>
        <xsl:variable name="parter" select="count(n:korrespondansepart)"/>
        <xsl:choose>
          <!-- numrene er plassene slik de var: er det flere eller færre nå, må partene kunne kjennes igjen -->
          <xsl:when test="($rest-post/@avsmot = $parter or $rest-post/b:avsmot/@kjennetegn) and count($numre) = count(n:avskrivning)
                          and count(set:distinct($numre)) = count($numre)
                          and not($numre[not(. &gt;= 1 and . &lt;= $rest-post/@avsmot and . = floor(.))])">
            <xsl:call-template name="flyttede-avskrivninger">
              <xsl:with-param name="numre" select="concat(' ', $baaret, ' ')"/>
            </xsl:call-template>
          </xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="funn">
              <xsl:with-param name="kode" select="'OM-071'"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Avskrivninger kan ha byttet plass. De kjennes igjen på innholdet, og hvem av flere like som er hvem, er det samme. Er noen
    av dem rettet også, er det ikke til å si hvem de flyttede hører til.
    Parametre: numre (på partene, slik avskrivningene sto). Kontekst: journalposten.
  -->
  <xsl:template name="flyttede-avskrivninger">
    <xsl:param name="numre"/>
    <xsl:variable name="skrevet" select="string($rest-post/@avskrivninger)"/>
    <xsl:variable name="lest">
      <xsl:for-each select="n:avskrivning">
        <xsl:text> </xsl:text>
        <xsl:apply-templates select="." mode="innhold"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$skrevet = '' or string($lest) = concat(' ', $skrevet)">
        <xsl:value-of select="$numre"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="skrevne">
          <xsl:call-template name="sorterte-ledd">
            <xsl:with-param name="rekke" select="$skrevet"/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:variable name="leste">
          <xsl:call-template name="sorterte-ledd">
            <xsl:with-param name="rekke" select="string($lest)"/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:choose>
          <xsl:when test="string($skrevne) = string($leste)">
            <!-- Plassen hver av de leste hadde da restfeltet ble skrevet, i den rekkefølgen de står nå. -->
            <xsl:variable name="plasser">
              <xsl:call-template name="parvis">
                <xsl:with-param name="foerste" select="exsl:node-set($leste)/ab:ledd"/>
                <xsl:with-param name="andre" select="exsl:node-set($skrevne)/ab:ledd"/>
              </xsl:call-template>
            </xsl:variable>
            <xsl:variable name="nummererte">
              <xsl:for-each select="str:tokenize($numre, ' ')">
                <ab:par id="{position()}" makker="{.}"/>
              </xsl:for-each>
            </xsl:variable>
            <xsl:text> </xsl:text>
            <xsl:for-each select="exsl:node-set($plasser)/ab:par">
              <xsl:sort select="@id" data-type="number"/>
              <xsl:variable name="plass" select="@makker"/>
              <xsl:for-each select="exsl:node-set($nummererte)">
                <xsl:value-of select="concat(key('par', $plass)/@makker, ' ')"/>
              </xsl:for-each>
            </xsl:for-each>
          </xsl:when>
          <xsl:otherwise>
            <!-- En rettet står der den sto; det gjør også de andre, så lenge ingen av dem har en annens innhold. -->
            <xsl:variable name="sto">
              <xsl:for-each select="exsl:node-set($skrevne)/ab:ledd">
                <ab:par id="{@plass} {.}"/>
                <xsl:if test="not(preceding-sibling::*[1] = .)">
                  <ab:par navn="{.}"/>
                </xsl:if>
              </xsl:for-each>
            </xsl:variable>
            <xsl:variable name="flyttede">
              <xsl:for-each select="exsl:node-set($leste)/ab:ledd">
                <xsl:variable name="ledd" select="string()"/>
                <xsl:variable name="plassert" select="concat(@plass, ' ', .)"/>
                <xsl:for-each select="exsl:node-set($sto)[key('par', $ledd) and not(key('par', $plassert))]">*</xsl:for-each>
              </xsl:for-each>
            </xsl:variable>
            <xsl:choose>
              <xsl:when test="string($flyttede)">
                <xsl:call-template name="funn">
                  <xsl:with-param name="kode" select="'OM-071'"/>
                </xsl:call-template>
              </xsl:when>
              <xsl:otherwise>
                <xsl:value-of select="$numre"/>
              </xsl:otherwise>
            </xsl:choose>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Leddene i en liste, sortert, hvert med plassen sin. Parametre: rekke. -->
  <xsl:template name="sorterte-ledd">
    <xsl:param name="rekke"/>
    <xsl:variable name="ledd">
      <xsl:for-each select="str:tokenize($rekke, ' ')">
        <ab:ledd plass="{position()}">
          <xsl:value-of select="."/>
        </ab:ledd>
      </xsl:for-each>
    </xsl:variable>
    <xsl:for-each select="exsl:node-set($ledd)/ab:ledd">
      <xsl:sort select="."/>
      <xsl:sort select="@plass" data-type="number"/>
      <xsl:copy-of select="."/>
      <xsl:text> </xsl:text>
    </xsl:for-each>
  </xsl:template>

</xsl:stylesheet>
