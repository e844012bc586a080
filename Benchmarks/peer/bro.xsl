<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0
     En omforming å måle mot: omtrent det antallet felt som en bro uten restfelt og regnskap tar med. Ikke til bruk. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:n="http://www.arkivverket.no/Noark4-1-WS-WD/types" exclude-result-prefixes="n">

  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:variable name="mappe-id" select="'5f0c1c4e-3b57-4c55-9e0a-0d5f1b6a7c11'"/>
  <xsl:variable name="journalpost-id" select="'5f0c1c4e-3b57-4c55-9e0a-0d5f1b6a7c12'"/>
  <xsl:variable name="dokument-id" select="'5f0c1c4e-3b57-4c55-9e0a-0d5f1b6a7c13'"/>

  <xsl:template match="/n:Melding">
    <arkivmelding>
      <system>peer</system>
      <meldingId><xsl:value-of select="journpost/jpId"/></meldingId>
      <tidspunkt><xsl:value-of select="journpost/jpJdato"/>T00:00:00</tidspunkt>
      <antallFiler><xsl:value-of select="count(journpost/dokument)"/></antallFiler>
      <xsl:apply-templates select="noarksak"/>
    </arkivmelding>
  </xsl:template>

  <xsl:template match="noarksak">
    <mappe xsi:type="saksmappe">
      <systemID><xsl:value-of select="$mappe-id"/></systemID>
      <mappeID><xsl:value-of select="concat(saSaar, '/', saSeknr)"/></mappeID>
      <tittel><xsl:value-of select="saTittel"/></tittel>
      <offentligTittel><xsl:value-of select="saOfftittel"/></offentligTittel>
      <opprettetDato><xsl:value-of select="saDato"/>T00:00:00</opprettetDato>
      <opprettetAv><xsl:value-of select="saAnsvnavn"/></opprettetAv>
      <xsl:apply-templates select="../journpost"/>
      <saksaar><xsl:value-of select="saSaar"/></saksaar>
      <sakssekvensnummer><xsl:value-of select="saSeknr"/></sakssekvensnummer>
      <saksdato><xsl:value-of select="saDato"/></saksdato>
      <administrativEnhet><xsl:value-of select="saAdmbet"/></administrativEnhet>
      <saksansvarlig><xsl:value-of select="saAnsvnavn"/></saksansvarlig>
      <journalenhet><xsl:value-of select="saJenhet"/></journalenhet>
      <saksstatus>
        <xsl:choose>
          <xsl:when test="saStatus = 'B'">Under behandling</xsl:when>
          <xsl:otherwise>Avsluttet</xsl:otherwise>
        </xsl:choose>
      </saksstatus>
    </mappe>
  </xsl:template>

  <xsl:template match="journpost">
    <basisregistrering xsi:type="journalpost">
      <systemID><xsl:value-of select="$journalpost-id"/></systemID>
      <opprettetDato><xsl:value-of select="jpJdato"/>T00:00:00</opprettetDato>
      <opprettetAv><xsl:value-of select="../noarksak/saAnsvnavn"/></opprettetAv>
      <arkivertDato><xsl:value-of select="jpJdato"/>T00:00:00</arkivertDato>
      <arkivertAv><xsl:value-of select="../noarksak/saAnsvnavn"/></arkivertAv>
      <referanseForelderMappe><xsl:value-of select="$mappe-id"/></referanseForelderMappe>
      <xsl:apply-templates select="dokument"/>
      <tittel><xsl:value-of select="jpInnhold"/></tittel>
      <offentligTittel><xsl:value-of select="jpOffinnhold"/></offentligTittel>
      <journalaar><xsl:value-of select="jpJaar"/></journalaar>
      <journalsekvensnummer><xsl:value-of select="jpSeknr"/></journalsekvensnummer>
      <journalpostnummer><xsl:value-of select="jpJpostnr"/></journalpostnummer>
      <journalposttype>
        <xsl:choose>
          <xsl:when test="jpNdoktype = 'I'">Inngående dokument</xsl:when>
          <xsl:otherwise>Utgående dokument</xsl:otherwise>
        </xsl:choose>
      </journalposttype>
      <journalstatus>
        <xsl:choose>
          <xsl:when test="jpStatus = 'J'">Journalført</xsl:when>
          <xsl:otherwise>Ekspedert</xsl:otherwise>
        </xsl:choose>
      </journalstatus>
      <journaldato><xsl:value-of select="jpJdato"/></journaldato>
      <dokumentetsDato><xsl:value-of select="jpDokdato"/></dokumentetsDato>
      <antallVedlegg><xsl:value-of select="jpAntved"/></antallVedlegg>
      <xsl:apply-templates select="avsmot"/>
    </basisregistrering>
  </xsl:template>

  <xsl:template match="avsmot">
    <korrespondansepart>
      <korrespondanseparttype>
        <xsl:choose>
          <xsl:when test="amIhtype = '0'">Avsender</xsl:when>
          <xsl:otherwise>Mottaker</xsl:otherwise>
        </xsl:choose>
      </korrespondanseparttype>
      <korrespondansepartNavn><xsl:value-of select="amNavn"/></korrespondansepartNavn>
      <postadresse><xsl:value-of select="amAdresse"/></postadresse>
      <postnummer><xsl:value-of select="amPostnr"/></postnummer>
      <poststed><xsl:value-of select="amPoststed"/></poststed>
      <land><xsl:value-of select="amUtland"/></land>
      <epostadresse><xsl:value-of select="amEpostadr"/></epostadresse>
      <administrativEnhet><xsl:value-of select="amAdmbet"/></administrativEnhet>
      <saksbehandler><xsl:value-of select="amSbhnavn"/></saksbehandler>
    </korrespondansepart>
  </xsl:template>

  <xsl:template match="dokument">
    <dokumentbeskrivelse>
      <systemID><xsl:value-of select="$dokument-id"/></systemID>
      <dokumenttype>Dokument</dokumenttype>
      <dokumentstatus>Dokumentet er ferdigstilt</dokumentstatus>
      <tittel><xsl:value-of select="dbTittel"/></tittel>
      <opprettetDato><xsl:value-of select="../jpDokdato"/>T00:00:00</opprettetDato>
      <opprettetAv><xsl:value-of select="../../noarksak/saAnsvnavn"/></opprettetAv>
      <tilknyttetRegistreringSom>
        <xsl:choose>
          <xsl:when test="dlType = 'H'">Hoveddokument</xsl:when>
          <xsl:otherwise>Vedlegg</xsl:otherwise>
        </xsl:choose>
      </tilknyttetRegistreringSom>
      <dokumentnummer><xsl:value-of select="dlRnr"/></dokumentnummer>
      <tilknyttetDato><xsl:value-of select="../jpJdato"/>T00:00:00</tilknyttetDato>
      <tilknyttetAv><xsl:value-of select="../../noarksak/saAnsvnavn"/></tilknyttetAv>
      <dokumentobjekt>
        <versjonsnummer>1</versjonsnummer>
        <variantformat>Arkivformat</variantformat>
        <opprettetDato><xsl:value-of select="../jpDokdato"/>T00:00:00</opprettetDato>
        <opprettetAv><xsl:value-of select="../../noarksak/saAnsvnavn"/></opprettetAv>
        <referanseDokumentfil><xsl:value-of select="veFilnavn"/></referanseDokumentfil>
      </dokumentobjekt>
    </dokumentbeskrivelse>
  </xsl:template>

</xsl:stylesheet>
