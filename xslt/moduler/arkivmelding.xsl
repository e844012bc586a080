<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  arkivmelding: roten.
-->
<xsl:stylesheet version="1.0"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:be="http://www.arkivverket.no/Noark4-1-WS-WD/types"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    exclude-result-prefixes="be ab">

  <xsl:template match="be:Melding" mode="arkivmelding">
    <arkivmelding>
      <!-- innstilling -->
      <system>
        <xsl:value-of select="$system"/>
      </system>
      <!-- conversationId, slik avsenderen skrev den -->
      <meldingId>
        <xsl:call-template name="meldingens-id"/>
      </meldingId>
      <!-- tidspunktet for mottak; uten det meldingens dato, aldri klokken -->
      <tidspunkt>
        <xsl:choose>
          <xsl:when test="$tidspunkt != ''">
            <xsl:value-of select="$tidspunkt"/>
          </xsl:when>
          <xsl:otherwise>
            <xsl:value-of select="$midnatt"/>
          </xsl:otherwise>
        </xsl:choose>
      </tidspunkt>
      <!-- filene som følger med, også de i journalposter inne i saken; jpAntved er noe annet -->
      <antallFiler>
        <xsl:value-of select="count(($journpost | $noarksak/journpost)/dokument[@ab:filnavn or fil/base64]
                                    [not(@ab:utelatt = 'ja')])"/>
      </antallFiler>
      <xsl:apply-templates select="." mode="mappe"/>
    </arkivmelding>
  </xsl:template>

  <!-- melding-id, ellers conversationId. -->
  <xsl:template name="meldingens-id">
    <xsl:choose>
      <xsl:when test="$melding-id != ''">
        <xsl:value-of select="$melding-id"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$konvolutt/@conversationId"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Tittelen til mappen eller journalposten; tom når avsenderen ikke har noen, for skjemaet krever elementet.
    Parametre: felt   noden; kan mangle
               gruppe gruppen feltet skulle stått i; kan mangle
               navn   navnet på feltet
  -->
  <xsl:template name="tittel">
    <xsl:param name="felt"/>
    <xsl:param name="gruppe" select="/.."/>
    <xsl:param name="navn"/>
    <xsl:variable name="tittel">
      <xsl:call-template name="verdi-eller">
        <xsl:with-param name="felt" select="$felt"/>
      </xsl:call-template>
    </xsl:variable>
    <tittel>
      <xsl:value-of select="$tittel"/>
    </tittel>
    <xsl:if test="string($tittel) = ''">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-030'"/>
        <!-- det tomme feltet, ellers den nærmeste gruppen som finnes: den siste i dokumentrekkefølge -->
        <xsl:with-param name="node" select="(. | $gruppe | $felt)[last()]"/>
        <xsl:with-param name="arg1" select="$navn"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
