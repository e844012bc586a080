<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Tekst: hva som regnes som fravær, og små tekstfunksjoner.

  Felt på én linje (titler, navn, koder, adresser) skrives med normalize-space(): avsendere bryter dem
  over flere linjer. Bare merknadstekst beholder linjene sine.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="str">

  <!--
    Modus «felt»: ett felt i Noark 4 til sitt element i arkivmelding. Modulene har en regel for hvert felt.
    Denne regelen går foran dem alle: et tomt felt gir ikke noe element, og det gjør heller ikke en plassholder
    som avsenderens mal har latt stå igjen («?», «{fyll inn}», «${tittel}», «{{tittel}}»). translate() koster mest, og
    spørsmålstegn og klammer er sjeldne.
  -->
  <xsl:template mode="felt" priority="1"
      match="*[not(normalize-space())
               or contains(., '?') and not(normalize-space(translate(., '?', '')))
               or contains(., '}') and starts-with(translate(normalize-space(), '$ ', ''), '{')
                  and not(normalize-space(translate(substring-after(., '}'), '}', '')))]">
    <xsl:if test="normalize-space()">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-015'"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!--
    Verdien til et felt, ellers et annet felts, ellers noe annet. For elementer som må finnes, med samme lesning av
    fravær som i modus «felt».
    Parametre: felt     noden; den skulle gitt verdien, så en plassholder i den meldes
               reserve  noden som ellers gjør det
               ellers   tekst
    Resultat:  tekst på én linje.
  -->
  <xsl:template name="verdi-eller">
    <xsl:param name="felt"/>
    <xsl:param name="reserve" select="/.."/>
    <xsl:param name="ellers"/>
    <xsl:variable name="verdi" select="normalize-space($felt)"/>
    <xsl:choose>
      <!-- Nesten alle er slik, og det andre koster. -->
      <xsl:when test="$verdi != '' and not(contains($verdi, '?') or contains($verdi, '}'))">
        <xsl:value-of select="$verdi"/>
      </xsl:when>
      <xsl:when test="$verdi != ''">
        <xsl:variable name="tekst">
          <xsl:call-template name="tekst-uten-plassholder">
            <xsl:with-param name="tekst" select="$verdi"/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:value-of select="$tekst"/>
        <xsl:if test="string($tekst) = ''">
          <xsl:call-template name="funn">
            <xsl:with-param name="kode" select="'OM-015'"/>
            <xsl:with-param name="node" select="$felt"/>
          </xsl:call-template>
          <xsl:call-template name="verdi-eller">
            <xsl:with-param name="reserve" select="$reserve"/>
            <xsl:with-param name="ellers" select="$ellers"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:when>
      <xsl:when test="$reserve">
        <xsl:call-template name="verdi-eller">
          <xsl:with-param name="felt" select="$reserve"/>
          <xsl:with-param name="ellers" select="$ellers"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$ellers"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Tekst over flere linjer, med linjeskift som LF. XML-leseren har alt gjort det med linjeskift som sto bart;
    her tas de som sto som tegnreferanse (&#13;).
    Parametre: tekst.
    Resultat:  teksten, ellers urørt.
  -->
  <xsl:template name="flerlinjet">
    <xsl:param name="tekst"/>
    <xsl:choose>
      <xsl:when test="contains($tekst, '&#13;')">
        <xsl:value-of select="translate(str:replace($tekst, '&#13;&#10;', '&#10;'), '&#13;', '&#10;')"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$tekst"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Ett ledd i en sammensatt tekst med | mellom leddene: % og | i leddet prosentkodes, og linjeskift likeså.
    Parametre: ledd.
    Resultat:  leddet, uten |, CR og LF.
  -->
  <xsl:template name="ledd">
    <xsl:param name="ledd"/>
    <xsl:choose>
      <xsl:when test="translate($ledd, '%|&#13;&#10;', '') = string($ledd)">
        <xsl:value-of select="$ledd"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="str:replace(str:replace(str:replace(str:replace(
            string($ledd), '%', '%25'), '|', '%7C'), '&#13;', '%0D'), '&#10;', '%0A')"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Et organisasjonsnummer uten mellomrom, ISO 6523-prefiks og merker for merverdiavgift. Av tekst som er lengre enn
    noe nummer, er ingenting igjen: hvert prefiks er et kall og en kopi av resten. Vertsprogrammet gir nummeret når det er et.
    Parametre: orgnr.
    Resultat:  det som er igjen; om det er et gyldig nummer, dømmes ikke her.
  -->
  <xsl:template name="rent-orgnr">
    <xsl:param name="orgnr"/>
    <xsl:variable name="tett" select="translate($orgnr, $blanke, '')"/>
    <xsl:choose>
      <xsl:when test="string-length($tett) &gt; 100"/>
      <xsl:when test="starts-with($tett, '0192:') or starts-with($tett, '9908:')">
        <xsl:call-template name="rent-orgnr">
          <xsl:with-param name="orgnr" select="substring($tett, 6)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="translate(substring($tett, 1, 2), 'no', 'NO') = 'NO'">
        <xsl:call-template name="rent-orgnr">
          <xsl:with-param name="orgnr" select="substring($tett, 3)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="string-length($tett) &gt; 3
                      and translate(substring($tett, string-length($tett) - 2), 'mva', 'MVA') = 'MVA'">
        <xsl:value-of select="substring($tett, 1, string-length($tett) - 3)"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$tett"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
