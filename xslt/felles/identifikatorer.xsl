<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Identifikatorer. systemID i arkivmelding er en GUID; Noark 4 har nummer. Av nummeret lages en navnebasert UUID
  (versjon 5, navnerom c95c4b13-0cf4-5861-831a-ef54509366ec), så samme sak og samme journalpost alltid får samme
  identifikator. XSLT 1.0 har ikke SHA-1, så vertsprogrammet regner den ut:

    abf:uuid5(navn)      når vertsprogrammet har registrert funksjonen
    $identifikatorer     ellers: adressen til et dokument i:identifikatorer/i:id[@navn]

  Navnene er ledd med | mellom: sak|orgnr|saId, jp|orgnr|jpId, dok|systemID|plass.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:abf="urn:x-arkivbro:funksjoner:1"
    xmlns:i="urn:x-arkivbro:identifikatorer:1"
    exclude-result-prefixes="abf i">

  <!--
    Identifikatoren til et objekt.
    Parametre: slag   sak, jp eller dok
               eier   organisasjonsnummeret, eller systemID til det objektet ligger i
               id     avsenderens egen identifikator; er den en GUID, brukes den som den er
               felt   stedet et funn skal peke på
    Resultat:  en GUID.
  -->
  <xsl:template name="identifikator">
    <xsl:param name="slag"/>
    <xsl:param name="eier"/>
    <xsl:param name="id"/>
    <xsl:param name="felt" select="."/>
    <xsl:choose>
      <!-- Krøllparenteser rundt er lov i skjemaet også. Med | mellom seg ville begge stått i listen. -->
      <xsl:when test="not(contains($id, '|'))
                      and contains('|00000000-0000-0000-0000-000000000000|{00000000-0000-0000-0000-000000000000}|',
                               concat('|', translate($id, '0123456789abcdefABCDEF', '0000000000000000000000'), '|'))">
        <xsl:value-of select="$id"/>
      </xsl:when>
      <xsl:when test="translate(concat($eier, $id), '%|', '') = concat($eier, $id)">
        <xsl:call-template name="uuid5">
          <xsl:with-param name="navn" select="concat($slag, '|', $eier, '|', $id)"/>
          <xsl:with-param name="felt" select="$felt"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="navn">
          <xsl:value-of select="concat($slag, '|')"/>
          <xsl:call-template name="ledd">
            <xsl:with-param name="ledd" select="$eier"/>
          </xsl:call-template>
          <xsl:text>|</xsl:text>
          <xsl:call-template name="ledd">
            <xsl:with-param name="ledd" select="$id"/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:call-template name="uuid5">
          <xsl:with-param name="navn" select="string($navn)"/>
          <xsl:with-param name="felt" select="$felt"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Det ene stedet som kaller vertsprogrammet. document() åpnes bare når funksjonen mangler og et dokument er oppgitt:
    i produktet er den forbudt.
    Parametre: navn, felt (som over).
    Resultat:  UUID-en; bare nuller, med funn, når ingen kan gi den.
  -->
  <xsl:template name="uuid5">
    <xsl:param name="navn"/>
    <xsl:param name="felt" select="."/>
    <xsl:choose>
      <xsl:when test="function-available('abf:uuid5')">
        <xsl:value-of select="abf:uuid5($navn)"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="oppslag">
          <xsl:if test="$identifikatorer != ''">
            <xsl:value-of select="document($identifikatorer)/i:identifikatorer/i:id[@navn = $navn]"/>
          </xsl:if>
        </xsl:variable>
        <xsl:choose>
          <xsl:when test="string($oppslag)">
            <xsl:value-of select="$oppslag"/>
          </xsl:when>
          <xsl:otherwise>
            <xsl:text>00000000-0000-0000-0000-000000000000</xsl:text>
            <xsl:call-template name="funn">
              <xsl:with-param name="kode" select="'SY-010'"/>
              <xsl:with-param name="node" select="$felt"/>
              <xsl:with-param name="verdi" select="$navn"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
