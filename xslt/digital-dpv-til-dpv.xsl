<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  digital_dpv til innholdet i et digitalt brev i Altinn 3 Correspondence.

  Inn: digital_dpv slik det står i SBD-en, skrevet som XML: elementene heter det samme som medlemmene i JSON. Etter dem
       ett fil for hver fil, i den rekkefølgen de ble gitt: filnavn, og tittel når den er oppgitt.
  Ut:  som arkivmelding-til-dpv.xsl. Elementene heter som feltene i Altinns API.

  Tekstene er avsenderens egne og kuttes ikke: for lange meldes før noe sendes. innhold er markdown.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns="urn:x-arkivbro:korrespondanse:1"
    xmlns:d="urn:x-arkivbro:digital_dpv:1"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="d str">

  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <!-- Prosessen i SBD-en. -->
  <xsl:param name="prosess" select="''"/>

  <xsl:include href="felles/dpv-oppsett.xsl"/>
  <xsl:include href="felles/dpv-tekst.xsl"/>
  <xsl:include href="felles/dpv-brev.xsl"/>
  <xsl:include href="felles/plassholder.xsl"/>

  <xsl:template match="/">
    <xsl:apply-templates select="d:digital_dpv" mode="korrespondanse"/>
  </xsl:template>

  <xsl:template match="d:digital_dpv" mode="korrespondanse">
    <xsl:variable name="taushetsbelagt">
      <xsl:call-template name="er-taushetsbelagt">
        <xsl:with-param name="prosess" select="normalize-space($prosess)"/>
        <xsl:with-param name="liste" select="$taushetsbelagte-prosesser"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="avsender">
      <xsl:call-template name="lag-avsender">
        <xsl:with-param name="navn" select="$avsendernavn"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="tittel">
      <xsl:apply-templates select="d:tittel" mode="linje"/>
    </xsl:variable>
    <xsl:variable name="oppgitt-sammendrag">
      <xsl:apply-templates select="d:sammendrag" mode="linje"/>
    </xsl:variable>
    <xsl:variable name="sammendrag">
      <xsl:value-of select="$oppgitt-sammendrag"/>
      <xsl:if test="$oppgitt-sammendrag = ''">
        <xsl:value-of select="$tittel"/>
      </xsl:if>
    </xsl:variable>
    <korrespondanse>
      <process>
        <xsl:value-of select="normalize-space($prosess)"/>
      </process>
      <isConfidential>
        <xsl:value-of select="$taushetsbelagt"/>
      </isConfidential>
      <!-- digital_dpv sier ikke noe om målform. -->
      <language>nb</language>
      <xsl:call-template name="lag-tekster">
        <xsl:with-param name="tittel" select="string($tittel)"/>
        <xsl:with-param name="sammendrag" select="string($sammendrag)"/>
        <xsl:with-param name="avsender" select="string($avsender)"/>
      </xsl:call-template>
      <messageBody>
        <xsl:choose>
          <xsl:when test="normalize-space(d:innhold)">
            <!-- Linjene betyr noe i markdown; bare styretegnene er borte. -->
            <xsl:value-of select="translate(d:innhold, $dpv-styretegn, '')"/>
          </xsl:when>
          <xsl:otherwise>Ingen innhold</xsl:otherwise>
        </xsl:choose>
      </messageBody>
      <xsl:call-template name="lag-svarfrist">
        <xsl:with-param name="brevets" select="d:dpv/d:dagerTilSvarfrist"/>
        <xsl:with-param name="oppsettets" select="$dager-til-svarfrist"/>
      </xsl:call-template>
      <xsl:call-template name="lag-varsel">
        <xsl:with-param name="taushetsbelagt" select="$taushetsbelagt = 'true'"/>
        <xsl:with-param name="avsender" select="string($avsender)"/>
        <xsl:with-param name="ressurs" select="$taushetsbelagt-ressurs"/>
        <xsl:with-param name="type" select="string(d:dpv/d:varselType)"/>
        <xsl:with-param name="transport" select="string(d:dpv/d:varselTransportType)"/>
        <xsl:with-param name="tekst" select="string(d:dpv/d:varselTekst)"/>
        <xsl:with-param name="taushetsbelagt-tekst" select="string(d:dpv/d:taushetsbelagtVarselTekst)"/>
        <xsl:with-param name="kanal" select="$varslingskanal"/>
        <xsl:with-param name="revarsel" select="$revarsel"/>
        <xsl:with-param name="emne" select="$varselemne"/>
        <xsl:with-param name="standard" select="$varseltekst"/>
        <xsl:with-param name="taushetsbelagt-standard" select="$taushetsbelagt-varseltekst"/>
      </xsl:call-template>
      <attachments>
        <!-- Hoveddokumentet først, så rekkefølgen de ble gitt i. -->
        <xsl:apply-templates select="d:fil[d:filnavn = ../d:hoveddokument]" mode="vedlegg"/>
        <xsl:apply-templates select="d:fil[not(d:filnavn = ../d:hoveddokument)]" mode="vedlegg"/>
      </attachments>
    </korrespondanse>
  </xsl:template>

  <xsl:template match="text()" mode="korrespondanse"/>

  <!-- Én linje uten flettefelt. -->
  <xsl:template match="d:tittel | d:sammendrag" mode="linje">
    <xsl:variable name="ren">
      <xsl:call-template name="rens-tekst">
        <xsl:with-param name="tekst" select="string(.)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:call-template name="uten-flettefelt">
      <xsl:with-param name="tekst" select="string($ren)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="d:fil" mode="vedlegg">
    <xsl:variable name="oppgitt">
      <xsl:apply-templates select="d:tittel" mode="linje"/>
    </xsl:variable>
    <xsl:call-template name="lag-ett-vedlegg">
      <xsl:with-param name="filnavn" select="string(d:filnavn)"/>
      <xsl:with-param name="navn">
        <xsl:value-of select="$oppgitt"/>
        <xsl:if test="$oppgitt = ''">
          <xsl:call-template name="navn-uten-endelse">
            <xsl:with-param name="filnavn" select="string(d:filnavn)"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
