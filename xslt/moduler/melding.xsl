<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Meldingen som helhet: delene den har, og det som avledes én gang av den og brukes i mange elementer.
  Bare rene verdier: funn meldes der elementene skrives, for rekkefølgen globale variabler regnes ut i, er ikke gitt.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:be="http://www.arkivverket.no/Noark4-1-WS-WD/types"
    xmlns:ex="http://www.arkivverket.no/Noark/Exchange/types"
    exclude-result-prefixes="be ex">

  <!-- Melding alene, i en PutMessageRequest, eller i en PutMessageRequest i SOAP (begge versjoner). -->
  <xsl:variable name="melding"
      select="(/be:Melding | /ex:PutMessageRequest/payload/be:Melding
               | /*/*/ex:PutMessageRequest/payload/be:Melding)[1]"/>
  <xsl:variable name="konvolutt" select="$melding/parent::payload/../envelope[1]"/>
  <xsl:variable name="journpost" select="$melding/journpost[1]"/>
  <xsl:variable name="noarksak" select="$melding/noarksak[1]"/>

  <!-- Avsenderens organisasjonsnummer: innstillingen, ellers konvolutten. Inngår i navnene identifikatorer lages av. -->
  <xsl:variable name="orgnr">
    <xsl:choose>
      <xsl:when test="$avsender-orgnr != ''">
        <xsl:value-of select="$avsender-orgnr"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="rent-orgnr">
          <!-- «?» er malen til SoapUI og ikke et nummer -->
          <xsl:with-param name="orgnr" select="translate($konvolutt/sender[1]/orgnr[1], '?', '')"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <!--
    Hvem som står bak det arkivmelding krever et navn på: avsenderens navn, ellers organisasjonsnummeret.
    «?» er malen til SoapUI og ikke et navn. Det står i hver merknad og avskrivning, og tre ganger for hvert dokument: et
    navn som da ville fylt minnet, brukes ikke, og meldingen avvises (moduler/kontroll.xsl).
  -->
  <xsl:variable name="avsendernavn">
    <xsl:variable name="navn">
      <xsl:call-template name="tekst-uten-plassholder">
        <xsl:with-param name="tekst" select="normalize-space($konvolutt/sender[1]/name[1])"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string($navn) != ''">
        <xsl:value-of select="$navn"/>
      </xsl:when>
      <xsl:when test="string($orgnr) != ''">
        <xsl:value-of select="$orgnr"/>
      </xsl:when>
      <xsl:otherwise>Ikke oppgitt</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <xsl:variable name="er-avsendernavn-for-langt"
      select="string-length($avsendernavn) &gt; 64
              and string-length($avsendernavn) * (3 * count($journpost/dokument) + count($journpost/avsmot)
                  + count(($journpost | $noarksak)/tilleggsinfo) + 4) &gt; $mest-gjentatt"/>
  <xsl:variable name="hvem">
    <xsl:choose>
      <xsl:when test="$er-avsendernavn-for-langt">Ikke oppgitt</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$avsendernavn"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <xsl:variable name="journaldato">
    <xsl:call-template name="dato">
      <xsl:with-param name="felt" select="$journpost/jpJdato[1]"/>
      <xsl:with-param name="meld" select="false()"/>
    </xsl:call-template>
  </xsl:variable>
  <xsl:variable name="dokumentdato">
    <xsl:call-template name="dato">
      <xsl:with-param name="felt" select="$journpost/jpDokdato[1]"/>
      <xsl:with-param name="meld" select="false()"/>
    </xsl:call-template>
  </xsl:variable>
  <xsl:variable name="saksdato">
    <xsl:call-template name="dato">
      <xsl:with-param name="felt" select="$noarksak/saDato[1]"/>
      <xsl:with-param name="meld" select="false()"/>
    </xsl:call-template>
  </xsl:variable>

  <!-- Meldingens dato: den første brukbare. 0001-01-01 sier at avsenderen ikke har oppgitt noen. -->
  <xsl:variable name="dato">
    <xsl:choose>
      <xsl:when test="string($journaldato)">
        <xsl:value-of select="$journaldato"/>
      </xsl:when>
      <xsl:when test="string($dokumentdato)">
        <xsl:value-of select="$dokumentdato"/>
      </xsl:when>
      <xsl:when test="string($saksdato)">
        <xsl:value-of select="$saksdato"/>
      </xsl:when>
      <xsl:otherwise>0001-01-01</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <!-- Den samme, som xs:dateTime: opprettetDato, arkivertDato, tilknyttetDato og merknadsdato. -->
  <xsl:variable name="midnatt" select="concat($dato, 'T00:00:00')"/>

</xsl:stylesheet>
