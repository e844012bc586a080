<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Feltene i journpost, av journalposten i arkivmelding. Bare de naturlige elementene leses; restfeltet legges til av
  omvendt/fletting.xsl.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    exclude-result-prefixes="n">

  <xsl:template match="n:basisregistrering | n:registrering" mode="omvendt-felt">
    <xsl:variable name="mappe" select="ancestor::n:mappe[1]"/>
    <xsl:if test="string(n:systemID)">
      <jpId>
        <xsl:value-of select="n:systemID"/>
      </jpId>
    </xsl:if>
    <xsl:if test="string(n:journalaar)">
      <jpJaar>
        <xsl:value-of select="n:journalaar"/>
      </jpJaar>
    </xsl:if>
    <xsl:if test="string(n:journalsekvensnummer)">
      <jpSeknr>
        <xsl:value-of select="n:journalsekvensnummer"/>
      </jpSeknr>
    </xsl:if>
    <xsl:if test="string(n:journalpostnummer)">
      <jpJpostnr>
        <xsl:value-of select="n:journalpostnummer"/>
      </jpJpostnr>
    </xsl:if>
    <xsl:call-template name="omvendt-dato">
      <xsl:with-param name="navn" select="'jpJdato'"/>
      <xsl:with-param name="dato" select="n:journaldato"/>
    </xsl:call-template>
    <xsl:call-template name="omvendt-kode">
      <xsl:with-param name="navn" select="'jpNdoktype'"/>
      <xsl:with-param name="element" select="n:journalposttype"/>
    </xsl:call-template>
    <xsl:call-template name="omvendt-dato">
      <xsl:with-param name="navn" select="'jpDokdato'"/>
      <xsl:with-param name="dato" select="n:dokumentetsDato"/>
    </xsl:call-template>
    <xsl:call-template name="omvendt-kode">
      <xsl:with-param name="navn" select="'jpStatus'"/>
      <xsl:with-param name="element" select="n:journalstatus"/>
    </xsl:call-template>
    <!-- skjemaet krever feltet -->
    <jpInnhold>
      <xsl:value-of select="n:tittel"/>
    </jpInnhold>
    <xsl:if test="n:skjerming/n:skjermingMetadata[normalize-space() = 'Skjerming tittel registrering - utvalgte ord']">
      <jpU1>1</jpU1>
    </xsl:if>
    <xsl:call-template name="omvendt-dato">
      <xsl:with-param name="navn" select="'jpForfdato'"/>
      <xsl:with-param name="dato" select="n:forfallsdato"/>
    </xsl:call-template>
    <xsl:variable name="egen" select="n:skjerming/n:tilgangsrestriksjon[normalize-space()]"/>
    <!--
      Noark 4 skjermer ikke dokumenter, har ikke mapper rundt saken, og graderer ikke: det som er skjermet eller gradert der, skal
      ikke bli åpent av det. Det første av hvert sted: i libxml2 koster | det ene antallet ganger det andre.
    -->
    <xsl:variable name="andres"
        select="($mappe/ancestor::n:mappe/*[self::n:skjerming or self::n:gradering][normalize-space()])[1]
                | (*[self::n:skjerming[not(normalize-space(n:skjermingshjemmel))] or self::n:gradering][normalize-space()])[1]
                | (n:dokumentbeskrivelse/*[self::n:skjerming or self::n:gradering][normalize-space()])[1]"/>
    <xsl:variable name="med-kode"
        select="($mappe/ancestor::n:mappe/n:skjerming[normalize-space(n:tilgangsrestriksjon)])[1]
                | n:skjerming[not(normalize-space(n:skjermingshjemmel))][normalize-space(n:tilgangsrestriksjon)][1]
                | (n:dokumentbeskrivelse/n:skjerming[normalize-space(n:tilgangsrestriksjon)])[1]"/>
    <xsl:variable name="annens" select="($med-kode | $andres[not($med-kode)])[not($egen)][1]"/>
    <xsl:call-template name="omvendt-tilgangskode">
      <xsl:with-param name="navn" select="'jpTgkode'"/>
      <xsl:with-param name="egen" select="$egen"/>
      <xsl:with-param name="annens" select="$annens"/>
    </xsl:call-template>
    <xsl:choose>
      <xsl:when test="normalize-space(n:skjerming/n:skjermingshjemmel)">
        <jpUoff>
          <xsl:value-of select="n:skjerming/n:skjermingshjemmel"/>
        </jpUoff>
      </xsl:when>
      <!-- Integrasjonspunktet skrev journalpostens hjemmel på mappen, i en skjerming uten tilgangsrestriksjon. -->
      <xsl:when test="not(n:skjerming[normalize-space()])
                      and $mappe/n:skjerming[not(n:tilgangsrestriksjon)][normalize-space(n:skjermingshjemmel)]">
        <jpUoff>
          <xsl:value-of select="$mappe/n:skjerming/n:skjermingshjemmel"/>
        </jpUoff>
      </xsl:when>
      <xsl:when test="normalize-space($annens/n:skjermingshjemmel)">
        <jpUoff>
          <xsl:value-of select="$annens/n:skjermingshjemmel"/>
        </jpUoff>
      </xsl:when>
    </xsl:choose>
    <xsl:call-template name="omvendt-dato">
      <xsl:with-param name="navn" select="'jpAgdato'"/>
      <xsl:with-param name="dato" select="n:skjerming/n:skjermingOpphoererDato"/>
    </xsl:call-template>
    <xsl:if test="string(n:referanseArkivdel)">
      <jpArkdel>
        <xsl:value-of select="n:referanseArkivdel"/>
      </jpArkdel>
    </xsl:if>
    <xsl:if test="string(n:antallVedlegg)">
      <jpAntved>
        <xsl:value-of select="n:antallVedlegg"/>
      </jpAntved>
    </xsl:if>
    <xsl:if test="string($mappe/n:saksaar)">
      <jpSaar>
        <xsl:value-of select="$mappe/n:saksaar"/>
      </jpSaar>
    </xsl:if>
    <xsl:if test="string($mappe/n:sakssekvensnummer)">
      <jpSaseknr>
        <xsl:value-of select="$mappe/n:sakssekvensnummer"/>
      </jpSaseknr>
    </xsl:if>
    <xsl:if test="string(n:offentligTittel)">
      <jpOffinnhold>
        <xsl:value-of select="n:offentligTittel"/>
      </jpOffinnhold>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
