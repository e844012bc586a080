<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Merknader, av tilleggsinfo i saken og i journalposten. De er interne i avsenderens arkiv og kan fortelle om
  andre parter og om skjerming; innstillingen interne-merknader holder dem tilbake fra andre organisasjoner.
-->
<xsl:stylesheet version="1.0"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:be="http://www.arkivverket.no/Noark4-1-WS-WD/types"
    exclude-result-prefixes="be">

  <!-- Kontekst: noarksak eller journpost. -->
  <xsl:template match="noarksak | journpost" mode="merknad">
    <xsl:choose>
      <xsl:when test="$interne-merknader != 'hold-tilbake'">
        <xsl:apply-templates select="tilleggsinfo" mode="merknad"/>
      </xsl:when>
      <xsl:when test="tilleggsinfo">
        <!-- Ett funn for alle: stien står uten nummer. -->
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-050'"/>
          <xsl:with-param name="sti" select="concat('Melding/', local-name(), '/tilleggsinfo')"/>
          <xsl:with-param name="verdi" select="''"/>
          <xsl:with-param name="arg1" select="count(tilleggsinfo)"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="tilleggsinfo" mode="merknad">
    <merknad>
      <!-- tiTekst, med linjene den har; tomt når den mangler, for skjemaet krever elementet -->
      <merknadstekst>
        <xsl:call-template name="flerlinjet">
          <xsl:with-param name="tekst" select="string(tiTekst[1])"/>
        </xsl:call-template>
      </merknadstekst>
      <xsl:apply-templates select="tiItype[1]" mode="felt"/>
      <!-- meldingens dato: tiOppbedato er hvor lenge den oppbevares -->
      <merknadsdato>
        <xsl:value-of select="$midnatt"/>
      </merknadsdato>
      <merknadRegistrertAv>
        <xsl:value-of select="$hvem"/>
      </merknadRegistrertAv>
    </merknad>
  </xsl:template>

  <xsl:template match="tiItype" mode="felt">
    <merknadstype>
      <xsl:value-of select="normalize-space()"/>
    </merknadstype>
  </xsl:template>

</xsl:stylesheet>
