<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Skjerming, av tilgangskode, hjemmel og flagg. Saken får sin og journalposten sin; de arver ikke av hverandre.

  En skjerming skrives når minst én av dem finnes, aldri tom. Alle tilgangskoder skjermer, også «?» og ukjente,
  unntatt dem innstillingen aapne-tilgangskoder nevner: å skjerme for mye kan rettes, å skjerme for lite ikke. Derfor skjermer
  også et felt som er gjentatt, selv om det er det første av dem som gjelder ellers, og et flagg som verken er 0 eller et annet
  nei.
-->
<xsl:stylesheet version="1.0"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- Kodene med en blank rundt hver, til oppslag med contains(). -->
  <xsl:variable name="aapne" select="concat(' ', normalize-space($aapne-tilgangskoder), ' ')"/>

  <!-- Om en kode eller en hjemmel skjermer brevet. Spurt én gang: for hvert ukjent element ville det vært arbeid for hver av dem. -->
  <xsl:variable name="har-kode-eller-hjemmel"
      select="$journpost/jpUoff[normalize-space()] or $noarksak/saUoff[normalize-space()]
              or $journpost/jpTgkode[normalize-space()]
                  [contains(normalize-space(), ' ') or not(contains($aapne, concat(' ', normalize-space(), ' ')))]
              or $noarksak/saTgkode[normalize-space()]
                  [contains(normalize-space(), ' ') or not(contains($aapne, concat(' ', normalize-space(), ' ')))]"/>

  <xsl:template match="noarksak" mode="skjerming">
    <xsl:call-template name="skjerming">
      <xsl:with-param name="kode" select="saTgkode"/>
      <xsl:with-param name="hjemmel" select="saUoff"/>
      <xsl:with-param name="metadata">
        <xsl:if test="saU1[normalize-space()][not(contains($senkede-flagg, concat(' ', translate(normalize-space(), $smaa, $store), ' ')))]">
          <skjermingMetadata>Skjerming tittel mappe - utvalgte ord</skjermingMetadata>
        </xsl:if>
        <xsl:if test="klassering/klU1[normalize-space()][not(contains($senkede-flagg, concat(' ', translate(normalize-space(), $smaa, $store), ' ')))]">
          <skjermingMetadata>Skjerming klasseID</skjermingMetadata>
        </xsl:if>
        <xsl:if test="sakspart/spU1[normalize-space()][not(contains($senkede-flagg, concat(' ', translate(normalize-space(), $smaa, $store), ' ')))]">
          <skjermingMetadata>Skjerming navn part i sak</skjermingMetadata>
        </xsl:if>
        <xsl:call-template name="skjermet-merknad"/>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="journpost" mode="skjerming">
    <xsl:call-template name="skjerming">
      <xsl:with-param name="kode" select="jpTgkode"/>
      <xsl:with-param name="hjemmel" select="jpUoff"/>
      <xsl:with-param name="metadata">
        <xsl:if test="jpU1[normalize-space()][not(contains($senkede-flagg, concat(' ', translate(normalize-space(), $smaa, $store), ' ')))]">
          <skjermingMetadata>Skjerming tittel registrering - utvalgte ord</skjermingMetadata>
        </xsl:if>
        <xsl:if test="avsmot/amU1[normalize-space()][not(contains($senkede-flagg, concat(' ', translate(normalize-space(), $smaa, $store), ' ')))]">
          <skjermingMetadata>Skjerming navn avsender/mottaker</skjermingMetadata>
        </xsl:if>
        <xsl:call-template name="skjermet-merknad"/>
      </xsl:with-param>
      <xsl:with-param name="opphoerer" select="jpAgdato[1]"/>
    </xsl:call-template>
  </xsl:template>

  <!--
    En merknad har ingen skjerming selv: tiTgkode på en av dem blir et flagg på det de hører til.
    Merknader som holdes tilbake, trenger ikke noe flagg.
    Kontekst:  noarksak eller journpost.
  -->
  <xsl:template name="skjermet-merknad">
    <xsl:if test="$interne-merknader != 'hold-tilbake'
                  and tilleggsinfo/tiTgkode[normalize-space()]
                          [contains(normalize-space(), ' ') or not(contains($aapne, concat(' ', normalize-space(), ' ')))]">
      <skjermingMetadata>Skjerming merknadstekst</skjermingMetadata>
    </xsl:if>
  </xsl:template>

  <!--
    Elementet skjerming, eller ingenting.
    Parametre: kode, hjemmel, opphoerer (felt i kilden; de to første med alle gjentakelser)
               metadata (elementene skjermingMetadata, ett for hvert flagg som er satt)
  -->
  <xsl:template name="skjerming">
    <xsl:param name="kode"/>
    <xsl:param name="hjemmel"/>
    <xsl:param name="metadata"/>
    <xsl:param name="opphoerer" select="/.."/>
    <xsl:variable name="lukkede"
        select="$kode[normalize-space()]
                     [contains(normalize-space(), ' ') or not(contains($aapne, concat(' ', normalize-space(), ' ')))]"/>
    <xsl:choose>
      <xsl:when test="$lukkede or $hjemmel[normalize-space()] or string($metadata)">
        <skjerming>
          <!-- saTgkode, jpTgkode; den ene verdien Noark 5 krever når bare hjemmel eller flagg er gitt -->
          <tilgangsrestriksjon>
            <xsl:choose>
              <xsl:when test="$lukkede">
                <xsl:call-template name="kode-tilgangsrestriksjon">
                  <xsl:with-param name="felt" select="$lukkede[1]"/>
                </xsl:call-template>
              </xsl:when>
              <xsl:otherwise>Unntatt offentlighet</xsl:otherwise>
            </xsl:choose>
          </tilgangsrestriksjon>
          <!-- saUoff, jpUoff -->
          <skjermingshjemmel>
            <xsl:value-of select="normalize-space($hjemmel[normalize-space()][1])"/>
          </skjermingshjemmel>
          <!-- saU1, klU1, spU1, jpU1, amU1, tiTgkode; skjemaet krever minst ett, tomt: ingen metadata er skjermet -->
          <xsl:copy-of select="$metadata"/>
          <xsl:if test="not(string($metadata))">
            <skjermingMetadata/>
          </xsl:if>
          <xsl:apply-templates select="$opphoerer" mode="felt"/>
        </skjerming>
      </xsl:when>
      <xsl:when test="normalize-space($opphoerer)">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-017'"/>
          <xsl:with-param name="node" select="$opphoerer"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
    <xsl:if test="normalize-space($kode[1]) and not($lukkede)">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-016'"/>
        <xsl:with-param name="node" select="$kode[1]"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="jpAgdato" mode="felt">
    <xsl:variable name="opphoerer">
      <xsl:call-template name="dato"/>
    </xsl:variable>
    <xsl:if test="string($opphoerer)">
      <skjermingOpphoererDato>
        <xsl:value-of select="$opphoerer"/>
      </skjermingOpphoererDato>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
