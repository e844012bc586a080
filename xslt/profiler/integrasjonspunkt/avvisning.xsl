<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Meldinger integrasjonspunktet ikke fikk gjennom. Det stanset ved den første feilen; her meldes alle. Tall og datoer
  meldes der de leses, i verdier.xsl.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:be="http://www.arkivverket.no/Noark4-1-WS-WD/types"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:set="http://exslt.org/sets"
    exclude-result-prefixes="be ab set">

  <!-- Filene ble lest for seg, av hvert dokument uansett hvor det sto. Uten filnavn het de alle det samme: null. -->
  <xsl:key name="fil" match="dokument[not(veFilnavn) or string(veFilnavn[last()])]"
      use="string(veFilnavn[last()])"/>

  <xsl:template match="be:Melding" mode="kontroll">
    <xsl:call-template name="kontroller">
      <xsl:with-param name="kjente" select="/.."/>
      <xsl:with-param name="grupper" select="' journpost noarksak '"/>
      <xsl:with-param name="antall" select="count(journpost) + count(noarksak)"/>
    </xsl:call-template>
    <!-- Ordet ble lett etter i hele nyttelasten som tekst: også i navn på elementer. -->
    <xsl:variable name="kvittering"
        select="(.//text() | .//@*[namespace-uri() != 'urn:x-arkivbro:skjelett:1'])[contains(., 'AppReceipt')]
                | .//*[contains(name(), 'AppReceipt')]"/>
    <xsl:if test="$kvittering">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'IP-001'"/>
        <xsl:with-param name="node" select="$kvittering[1]/ancestor-or-self::*[1]"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="not(noarksak)">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'IP-002'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="not(journpost)">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'IP-003'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="journpost[2] | noarksak[2]">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-043'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:variable name="dokumenter" select="($journpost | $noarksak/journpost)/dokument"/>
    <xsl:apply-templates select="$dokumenter" mode="fil"/>
    <!-- Ett funn for hvert navn, ved det andre dokumentet: å se etter ved hvert av dem er dyrt når de er mange. -->
    <xsl:for-each select="set:distinct($dokumenter/veFilnavn[last()][string()]) | $dokumenter[not(veFilnavn)][1]">
      <xsl:variable name="like" select="key('fil', string(self::veFilnavn))[2]"/>
      <xsl:if test="$like">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'IP-008'"/>
          <!-- filnavnet, ellers dokumentet: den siste i dokumentrekkefølge -->
          <xsl:with-param name="node" select="($like | $like/veFilnavn)[last()]"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:for-each>
    <xsl:apply-templates select="journpost[1] | noarksak[1]" mode="kontroll"/>
  </xsl:template>

  <!-- Modus «fil»: dokumentet som vedlegg. -->
  <xsl:template match="dokument" mode="fil">
    <xsl:apply-templates select="dbTittel | veFilnavn | veMimeType" mode="fil"/>
    <xsl:if test="@ab:tomt = 'ja' or not(fil/base64) or not(@ab:filnavn or string(fil/base64))">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'IP-007'"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="dbTittel | veFilnavn | veMimeType" mode="fil">
    <xsl:if test="not(node()[1][self::text()])">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'IP-006'"/>
        <xsl:with-param name="arg1" select="local-name()"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="text()" mode="fil"/>

  <!-- Av felt som står flere ganger, gjaldt det siste; ellers som i moduler/kontroll.xsl. -->
  <xsl:template name="kontroller">
    <xsl:param name="kjente"/>
    <xsl:param name="grupper" select="''"/>
    <xsl:param name="antall" select="0"/>
    <xsl:if test="count(*) != count($kjente) + $antall">
      <xsl:for-each select="*[namespace-uri() or not(contains($grupper, concat(' ', name(), ' ')))]">
        <xsl:variable name="navn" select="name()"/>
        <xsl:if test="namespace-uri() or not($kjente[name() = $navn])">
          <xsl:call-template name="funn">
            <xsl:with-param name="kode" select="'OM-001'"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:for-each>
      <xsl:for-each select="$kjente">
        <xsl:variable name="navn" select="name()"/>
        <xsl:choose>
          <xsl:when test="ancestor::be:Melding">
            <xsl:for-each select="../*[name() = $navn][position() != last()]">
              <xsl:call-template name="funn">
                <xsl:with-param name="kode" select="'IP-051'"/>
              </xsl:call-template>
            </xsl:for-each>
          </xsl:when>
          <!-- Konvolutten leses før omformingen, og der gjelder det første. -->
          <xsl:otherwise>
            <xsl:for-each select="../*[name() = $navn][position() != 1]">
              <xsl:call-template name="funn">
                <xsl:with-param name="kode" select="'OM-002'"/>
              </xsl:call-template>
            </xsl:for-each>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!-- Flaggene ble ikke lest. -->
  <xsl:template match="*" mode="flagg"/>

</xsl:stylesheet>
