<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Avledet: elementene i arkivmelding som skjemaet krever og BEST/EDU ikke har, eller som meldingen ikke ga noen verdi.
  Listen står i restfeltet, så den som arkiverer, kan se hva avsenderen ikke har skrevet.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:b="urn:x-arkivbro:restfelt:1"
    exclude-result-prefixes="n">

  <xsl:template match="envelope" mode="avledet">
    <xsl:variable name="navn">
      <xsl:if test="$melding-id != '' and $melding-id != string(@conversationId)"> meldingId</xsl:if>
      <xsl:if test="$tidspunkt = ''"> tidspunkt</xsl:if>
    </xsl:variable>
    <xsl:call-template name="avledet">
      <xsl:with-param name="navn" select="string($navn)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="n:mappe" mode="avledet">
    <xsl:variable name="navn">
      <xsl:if test="n:systemID != normalize-space($noarksak/saId[1])"> systemID</xsl:if>
      <xsl:if test="n:mappeID"> mappeID</xsl:if>
      <xsl:text> opprettetDato opprettetAv</xsl:text>
      <xsl:if test="n:skjerming and not($noarksak/saTgkode[normalize-space()])"> skjerming/tilgangsrestriksjon</xsl:if>
      <xsl:if test="n:saksaar and not(normalize-space($noarksak/saSaar[1]))"> saksaar</xsl:if>
      <xsl:if test="n:sakssekvensnummer and not(normalize-space($noarksak/saSeknr[1]))"> sakssekvensnummer</xsl:if>
      <xsl:if test="string($saksdato) = ''"> saksdato</xsl:if>
      <xsl:if test="n:administrativEnhet != normalize-space($noarksak/saAdmkort[1])"> administrativEnhet</xsl:if>
      <xsl:if test="n:saksansvarlig != normalize-space($noarksak/saAnsvinit[1])"> saksansvarlig</xsl:if>
      <xsl:if test="not(normalize-space($noarksak/saStatus[1]))"> saksstatus</xsl:if>
    </xsl:variable>
    <xsl:call-template name="avledet">
      <xsl:with-param name="navn" select="string($navn)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="n:basisregistrering" mode="avledet">
    <xsl:variable name="navn">
      <xsl:if test="n:systemID != normalize-space($journpost/jpId[1])"> systemID</xsl:if>
      <xsl:text> opprettetDato opprettetAv arkivertDato arkivertAv</xsl:text>
      <xsl:if test="n:registreringsID"> registreringsID</xsl:if>
      <xsl:if test="n:referanseForelderMappe"> referanseForelderMappe</xsl:if>
      <xsl:if test="n:skjerming and not($journpost/jpTgkode[normalize-space()])"> skjerming/tilgangsrestriksjon</xsl:if>
      <xsl:if test="not(normalize-space($journpost/jpNdoktype[1]))"> journalposttype</xsl:if>
      <xsl:if test="not(normalize-space($journpost/jpStatus[1]))"> journalstatus</xsl:if>
      <xsl:if test="string($journaldato) = ''"> journaldato</xsl:if>
      <xsl:if test="n:avskrivning">
        <xsl:text> avskrivning/avskrevetAv</xsl:text>
        <xsl:variable name="uten-dato">
          <xsl:apply-templates select="$journpost/avsmot" mode="uten-avskrivningsdato"/>
        </xsl:variable>
        <xsl:if test="string($uten-dato)"> avskrivning/avskrivningsdato</xsl:if>
      </xsl:if>
    </xsl:variable>
    <xsl:call-template name="avledet">
      <xsl:with-param name="navn" select="string($navn)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="dokument" mode="avledet">
    <xsl:variable name="navn">
      <xsl:text> systemID</xsl:text>
      <xsl:if test="not(normalize-space(dbKategori[1]))"> dokumenttype</xsl:if>
      <xsl:if test="not(normalize-space(dbStatus[1]))"> dokumentstatus</xsl:if>
      <xsl:if test="not(normalize-space(dbTittel[1]))"> tittel</xsl:if>
      <xsl:text> opprettetDato opprettetAv</xsl:text>
      <xsl:if test="not(normalize-space(dlType[1]))"> tilknyttetRegistreringSom</xsl:if>
      <xsl:if test="not(normalize-space(dlRnr[1]))"> dokumentnummer</xsl:if>
      <xsl:text> tilknyttetDato tilknyttetAv dokumentobjekt/versjonsnummer</xsl:text>
      <xsl:if test="not(normalize-space(veVariant[1]))"> dokumentobjekt/variantformat</xsl:if>
      <xsl:text> dokumentobjekt/opprettetDato dokumentobjekt/opprettetAv</xsl:text>
      <xsl:if test="not(normalize-space(veFilnavn[1]))"> dokumentobjekt/referanseDokumentfil</xsl:if>
    </xsl:variable>
    <xsl:call-template name="avledet">
      <xsl:with-param name="navn" select="string($navn)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="tilleggsinfo" mode="avledet">
    <xsl:call-template name="avledet">
      <xsl:with-param name="navn" select="' merknadsdato merknadRegistrertAv'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="klassering[not(normalize-space(translate(klOvbesk[1], '?', '')))]" mode="avledet">
    <xsl:call-template name="avledet">
      <xsl:with-param name="navn" select="' tittel'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="sakspart[not(normalize-space(spRolle[1]))]" mode="avledet">
    <xsl:call-template name="avledet">
      <xsl:with-param name="navn" select="' sakspartRolle'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="avsmot[not(normalize-space(amIhtype[1])) and normalize-space(amKopimot[1]) != '1']" mode="avledet">
    <xsl:call-template name="avledet">
      <xsl:with-param name="navn" select="' korrespondanseparttype'"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Noe når parten har en avskrivning som ikke har fått datoen sin av den. -->
  <xsl:template match="avsmot" mode="uten-avskrivningsdato">
    <xsl:variable name="maate">
      <xsl:call-template name="kode-avskrivningsmaate">
        <xsl:with-param name="felt" select="amAvskm[1]"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:if test="string($maate)">
      <xsl:variable name="avskrevet">
        <xsl:call-template name="dato">
          <xsl:with-param name="felt" select="amAvskdato[1]"/>
          <xsl:with-param name="meld" select="false()"/>
        </xsl:call-template>
      </xsl:variable>
      <xsl:if test="string($avskrevet) = ''">ja</xsl:if>
    </xsl:if>
  </xsl:template>

  <xsl:template match="*" mode="avledet" priority="-9"/>

  <!-- Parametre: navn (med en blank foran hvert; kan være tom). -->
  <xsl:template name="avledet">
    <xsl:param name="navn"/>
    <xsl:if test="$navn != ''">
      <b:avledet>
        <xsl:value-of select="substring($navn, 2)"/>
      </b:avledet>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
