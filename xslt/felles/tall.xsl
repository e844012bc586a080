<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Hele tall. Feltene i Noark 4 er tekst; arkivmelding har xs:integer.
  Leses som tekst, ikke som tall i XPath: libxml2 skriver tall over ni sifre som 1e+10.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!--
    Et helt tall i kanonisk form: sifrene uten fortegn og uten nuller foran.
    Parametre: felt  noden; mangler den, eller er den tom, er resultatet tomt
               meld  om et felt som ikke gir noe tall, skal meldes
    Resultat:  tallet; '' når verdien mangler, er negativ eller ikke er et tall.
  -->
  <xsl:template name="tall">
    <xsl:param name="felt" select="."/>
    <xsl:param name="meld" select="true()"/>
    <xsl:variable name="verdi" select="normalize-space($felt)"/>
    <xsl:choose>
      <xsl:when test="$verdi = ''"/>
      <!-- Snarveien: bare sifre, og ingen null foran. -->
      <xsl:when test="translate($verdi, '0123456789', '') = '' and not(starts-with($verdi, '0'))
                      and string-length($verdi) &lt;= 18">
        <xsl:value-of select="$verdi"/>
      </xsl:when>
      <xsl:otherwise>
        <!-- Ett fortegn er lov; minus bare foran null. -->
        <xsl:variable name="sifre"
            select="substring($verdi, 1 + (starts-with($verdi, '+') or translate($verdi, '0', '') = '-'))"/>
        <!-- Det første sifferet som ikke er null. -->
        <xsl:variable name="foerste" select="substring(translate($sifre, '0', ''), 1, 1)"/>
        <xsl:choose>
          <!-- Atten sifre er taket: lengre er verken årstall eller løpenummer, og får ikke plass i et heltall. -->
          <xsl:when test="$sifre != '' and translate($sifre, '0123456789', '') = ''
                          and string-length($sifre) &lt;= 18">
            <xsl:choose>
              <xsl:when test="$foerste = ''">0</xsl:when>
              <xsl:otherwise>
                <xsl:value-of select="concat($foerste, substring-after($sifre, $foerste))"/>
              </xsl:otherwise>
            </xsl:choose>
          </xsl:when>
          <xsl:when test="$meld">
            <xsl:call-template name="funn">
              <xsl:with-param name="kode">
                <xsl:choose>
                  <!-- Negative tall betyr «ikke oppgitt» hos avsenderne. -->
                  <xsl:when test="starts-with($verdi, '-') and $verdi != '-'
                                  and translate(substring($verdi, 2), '0123456789', '') = ''">OM-013</xsl:when>
                  <xsl:otherwise>OM-012</xsl:otherwise>
                </xsl:choose>
              </xsl:with-param>
              <xsl:with-param name="node" select="$felt"/>
            </xsl:call-template>
          </xsl:when>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
