<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Sakspartene, av sakspart i saken.
-->
<xsl:stylesheet version="1.0"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="sakspart" mode="sakspart">
    <sakspart>
      <!-- spOrgnr, ellers spId; nullnummer og negative nummer er «ingen» hos avsenderne -->
      <xsl:variable name="id">
        <xsl:call-template name="verdi-eller">
          <xsl:with-param name="felt" select="spOrgnr[1][normalize-space(translate(., '0', '')) and not(. &lt; 0)]"/>
          <xsl:with-param name="ellers"
              select="normalize-space(spId[1][normalize-space(translate(., '0', '')) and not(. &lt; 0)])"/>
        </xsl:call-template>
      </xsl:variable>
      <xsl:if test="string($id)">
        <sakspartID>
          <xsl:value-of select="$id"/>
        </sakspartID>
      </xsl:if>
      <!-- spNavn; tomt når det mangler, for skjemaet krever elementet -->
      <sakspartNavn>
        <xsl:value-of select="normalize-space(spNavn[1])"/>
      </sakspartNavn>
      <!-- spRolle -->
      <sakspartRolle>
        <xsl:call-template name="verdi-eller">
          <xsl:with-param name="felt" select="spRolle[1]"/>
          <xsl:with-param name="ellers" select="'Ikke oppgitt'"/>
        </xsl:call-template>
      </sakspartRolle>
      <xsl:apply-templates select="spAdresse[1]" mode="felt"/>
      <xsl:apply-templates select="spPostnr[1]" mode="felt"/>
      <xsl:apply-templates select="spPoststed[1]" mode="felt"/>
      <xsl:apply-templates select="spUtland[1]" mode="felt"/>
      <xsl:apply-templates select="spEpostadr[1]" mode="felt"/>
      <xsl:apply-templates select="spTlf[1]" mode="felt"/>
      <xsl:apply-templates select="spKontakt[1]" mode="felt"/>
      <xsl:apply-templates select="." mode="restfelt"/>
    </sakspart>
  </xsl:template>

  <xsl:template match="spAdresse" mode="felt">
    <postadresse>
      <xsl:value-of select="normalize-space()"/>
    </postadresse>
  </xsl:template>

  <xsl:template match="spPostnr" mode="felt">
    <postnummer>
      <xsl:value-of select="normalize-space()"/>
    </postnummer>
  </xsl:template>

  <xsl:template match="spPoststed" mode="felt">
    <poststed>
      <xsl:value-of select="normalize-space()"/>
    </poststed>
  </xsl:template>

  <xsl:template match="spUtland" mode="felt">
    <land>
      <xsl:value-of select="normalize-space()"/>
    </land>
  </xsl:template>

  <xsl:template match="spEpostadr" mode="felt">
    <epostadresse>
      <xsl:value-of select="normalize-space()"/>
    </epostadresse>
  </xsl:template>

  <xsl:template match="spTlf" mode="felt">
    <telefonnummer>
      <xsl:value-of select="normalize-space()"/>
    </telefonnummer>
  </xsl:template>

  <xsl:template match="spKontakt" mode="felt">
    <kontaktperson>
      <xsl:value-of select="normalize-space()"/>
    </kontaktperson>
  </xsl:template>

</xsl:stylesheet>
