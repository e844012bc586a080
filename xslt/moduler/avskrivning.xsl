<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Avskrivninger, av avsmot: høyst én for hver part, og bare når måten har en verdi i Noark 5.
-->
<xsl:stylesheet version="1.0"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="avsmot" mode="avskrivning">
    <xsl:variable name="maate">
      <xsl:call-template name="kode-avskrivningsmaate">
        <xsl:with-param name="felt" select="amAvskm[1]"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string($maate)">
        <avskrivning>
          <!-- amAvskdato, ellers meldingens dato -->
          <avskrivningsdato>
            <xsl:variable name="avskrevet">
              <xsl:apply-templates select="amAvskdato[1]" mode="felt"/>
            </xsl:variable>
            <xsl:value-of select="$avskrevet"/>
            <xsl:if test="string($avskrevet) = ''">
              <xsl:value-of select="$dato"/>
            </xsl:if>
          </avskrivningsdato>
          <!-- amSbhnavn, ellers amSbhinit, ellers avsenderen -->
          <avskrevetAv>
            <xsl:variable name="navn">
              <xsl:call-template name="tekst-uten-plassholder">
                <xsl:with-param name="tekst" select="normalize-space(amSbhnavn[1])"/>
              </xsl:call-template>
            </xsl:variable>
            <xsl:value-of select="$navn"/>
            <xsl:if test="string($navn) = ''">
              <xsl:variable name="initialer">
                <xsl:call-template name="tekst-uten-plassholder">
                  <xsl:with-param name="tekst" select="normalize-space(amSbhinit[1])"/>
                </xsl:call-template>
              </xsl:variable>
              <xsl:value-of select="$initialer"/>
              <xsl:if test="string($initialer) = ''">
                <xsl:value-of select="$hvem"/>
              </xsl:if>
            </xsl:if>
          </avskrevetAv>
          <!-- amAvskm -->
          <avskrivningsmaate>
            <xsl:value-of select="$maate"/>
          </avskrivningsmaate>
          <xsl:apply-templates select="amAvsavdok[1]" mode="felt"/>
        </avskrivning>
      </xsl:when>
      <xsl:when test="normalize-space(concat(amAvskm[1], amAvskdato[1], amAvsavdok[1]))">
        <xsl:apply-templates select="amAvskm[1] | amAvskdato[1] | amAvsavdok[1]" mode="uten-avskrivning"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Datoen som tekst; elementet må finnes uansett. -->
  <xsl:template match="amAvskdato" mode="felt">
    <xsl:call-template name="dato"/>
  </xsl:template>

  <xsl:template match="amAvsavdok" mode="felt">
    <referanseAvskrivesAvJournalpost>
      <xsl:value-of select="normalize-space()"/>
    </referanseAvskrivesAvJournalpost>
  </xsl:template>

  <!-- Modus «uten-avskrivning»: det parten sier om en avskrivning som ikke kan skrives. -->
  <xsl:template match="amAvskm[normalize-space()]" mode="uten-avskrivning">
    <xsl:call-template name="funn">
      <xsl:with-param name="kode" select="'OM-021'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="amAvskdato[normalize-space()] | amAvsavdok[normalize-space()]" mode="uten-avskrivning">
    <xsl:call-template name="funn">
      <xsl:with-param name="kode" select="'OM-022'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="*" mode="uten-avskrivning"/>

</xsl:stylesheet>
