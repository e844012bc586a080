<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Profilen «integrasjonspunkt»: arkivmelding slik integrasjonspunktet selv laget den av BEST/EDU, til og med 2023.
  For den som skal sammenligne før en overgang. Se docs/profil-integrasjonspunkt.md.

  Et lag over bestedu-til-arkivmelding.xsl: reglene her har samme modus og går foran. Det som ikke er skrevet om, som
  delene av meldingen og kontrollen av ukjente elementer, er felles.

  Integrasjonspunktet fylte Java-objekter og skrev dem ut. Derav formen: et felt som mangler, gir ikke noe element, et
  tomt felt gir et tomt element, rekkefølgen er skjemaets, og ingenting er lagt til fordi skjemaet krever det.
  Resultatet er aldri gyldig.
-->
<xsl:stylesheet version="1.0"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:be="http://www.arkivverket.no/Noark4-1-WS-WD/types"
    exclude-result-prefixes="be">

  <xsl:import href="../bestedu-til-arkivmelding.xsl"/>

  <!-- Restfelt fantes ikke. -->
  <xsl:param name="restfelt" select="'nei'"/>

  <xsl:include href="integrasjonspunkt/verdier.xsl"/>
  <xsl:include href="integrasjonspunkt/kodetabeller.xsl"/>
  <xsl:include href="integrasjonspunkt/avvisning.xsl"/>

  <xsl:template match="be:Melding" mode="arkivmelding">
    <arkivmelding>
      <!-- innstilling -->
      <system>
        <xsl:value-of select="$system"/>
      </system>
      <!-- conversationId, slik avsenderen skrev den -->
      <meldingId>
        <xsl:choose>
          <xsl:when test="$melding-id != ''">
            <xsl:value-of select="$melding-id"/>
          </xsl:when>
          <xsl:otherwise>
            <xsl:value-of select="$konvolutt/@conversationId"/>
          </xsl:otherwise>
        </xsl:choose>
      </meldingId>
      <xsl:call-template name="sakens-tidspunkt"/>
      <!-- bare journalpostens egne; filene til journalposter inne i saken fulgte med uten å telles -->
      <antallFiler>
        <xsl:value-of select="count($journpost/dokument)"/>
      </antallFiler>
      <xsl:apply-templates select="." mode="mappe"/>
    </arkivmelding>
  </xsl:template>

  <!-- saDato kl. 00:00:00; uten den brukte integrasjonspunktet klokken, og det gjør ikke vi. -->
  <xsl:template name="sakens-tidspunkt">
    <xsl:variable name="felt" select="$noarksak/saDato[last()]"/>
    <xsl:variable name="lest">
      <xsl:call-template name="java-dato">
        <xsl:with-param name="verdi" select="string($felt)"/>
      </xsl:call-template>
    </xsl:variable>
    <tidspunkt>
      <xsl:choose>
        <xsl:when test="string($felt) = '' and $tidspunkt != ''">
          <xsl:value-of select="$tidspunkt"/>
        </xsl:when>
        <xsl:when test="string($felt) = ''">
          <xsl:value-of select="$midnatt"/>
        </xsl:when>
        <xsl:when test="$lest != 'tom' and $lest != 'feil'">
          <!-- sonen skal stå etter klokkeslettet -->
          <xsl:variable name="dag">
            <xsl:call-template name="uten-sone">
              <xsl:with-param name="verdi" select="string($lest)"/>
            </xsl:call-template>
          </xsl:variable>
          <xsl:value-of select="concat($dag, 'T00:00:00', substring($lest, string-length($dag) + 1))"/>
        </xsl:when>
      </xsl:choose>
    </tidspunkt>
    <xsl:if test="$noarksak and string($felt) = '' and $tidspunkt = ''">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'IP-053'"/>
        <!-- det tomme feltet, ellers saken: den siste i dokumentrekkefølge -->
        <xsl:with-param name="node" select="($noarksak | $felt)[last()]"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="be:Melding" mode="mappe">
    <mappe xsi:type="saksmappe" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
      <xsl:apply-templates select="$noarksak/saId[last()]" mode="felt"/>
      <xsl:apply-templates select="$noarksak/saTittel[last()]" mode="felt"/>
      <xsl:apply-templates select="$noarksak/saOfftittel[last()]" mode="felt"/>
      <xsl:apply-templates select="$noarksak/saArkdel[last()]" mode="felt"/>
      <!-- hjemmelen til journalposten, på saken; elementet alltid -->
      <skjerming>
        <xsl:apply-templates select="$journpost/jpUoff[last()]" mode="felt"/>
      </skjerming>
      <xsl:apply-templates select="$journpost" mode="journalpost"/>
      <xsl:apply-templates select="$noarksak/saSaar[last()]" mode="felt"/>
      <xsl:apply-templates select="$noarksak/saSeknr[last()]" mode="felt"/>
      <xsl:apply-templates select="$noarksak/saDato[last()]" mode="felt"/>
      <xsl:apply-templates select="$noarksak/saAdmkort[last()]" mode="felt"/>
      <xsl:apply-templates select="$noarksak/saAnsvinit[last()]" mode="felt"/>
      <xsl:apply-templates select="$noarksak/saJenhet[last()]" mode="felt"/>
      <xsl:apply-templates select="$noarksak/saStatus[last()]" mode="felt"/>
    </mappe>
  </xsl:template>

  <xsl:template match="journpost" mode="journalpost">
    <basisregistrering xsi:type="journalpost" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
      <xsl:apply-templates select="jpId[last()]" mode="felt"/>
      <xsl:apply-templates select="jpArkdel[last()]" mode="felt"/>
      <xsl:apply-templates select="dokument" mode="dokument"/>
      <xsl:apply-templates select="jpInnhold[last()]" mode="felt"/>
      <xsl:apply-templates select="jpOffinnhold[last()]" mode="felt"/>
      <xsl:apply-templates select="jpJaar[last()]" mode="felt"/>
      <xsl:apply-templates select="jpSeknr[last()]" mode="felt"/>
      <xsl:apply-templates select="jpJpostnr[last()]" mode="felt"/>
      <xsl:apply-templates select="jpNdoktype[last()]" mode="felt"/>
      <xsl:apply-templates select="jpStatus[last()]" mode="felt"/>
      <xsl:apply-templates select="jpJdato[last()]" mode="felt"/>
      <xsl:apply-templates select="jpDokdato[last()]" mode="felt"/>
      <xsl:apply-templates select="jpForfdato[last()]" mode="felt"/>
      <xsl:apply-templates select="jpAntved[last()]" mode="felt"/>
      <xsl:apply-templates select="avsmot" mode="korrespondansepart"/>
      <xsl:apply-templates select="avsmot" mode="avskrivning"/>
    </basisregistrering>
  </xsl:template>

  <!-- Et utelatt dokument er også tomt, og avvist. -->
  <xsl:template match="dokument" mode="dokument">
    <dokumentbeskrivelse>
      <xsl:apply-templates select="dbTittel[last()]" mode="felt"/>
      <xsl:apply-templates select="dlType[last()]" mode="felt"/>
      <xsl:apply-templates select="dlRnr[last()]" mode="felt"/>
      <dokumentobjekt>
        <xsl:apply-templates select="veVariant[last()]" mode="felt"/>
        <xsl:apply-templates select="veFilnavn[last()]" mode="felt"/>
      </dokumentobjekt>
    </dokumentbeskrivelse>
  </xsl:template>

  <xsl:template match="avsmot" mode="korrespondansepart">
    <korrespondansepart>
      <xsl:apply-templates select="amIhtype[last()]" mode="felt"/>
      <xsl:apply-templates select="amNavn[last()]" mode="felt"/>
      <xsl:apply-templates select="amAdresse[last()]" mode="felt"/>
      <xsl:apply-templates select="amPostnr[last()]" mode="felt"/>
      <xsl:apply-templates select="amPoststed[last()]" mode="felt"/>
      <xsl:apply-templates select="amUtland[last()]" mode="felt"/>
      <xsl:apply-templates select="amAdmkort[last()]" mode="felt"/>
      <xsl:apply-templates select="amSbhinit[last()]" mode="felt"/>
    </korrespondansepart>
  </xsl:template>

  <!-- En for hver part, også når parten ikke sier noe om avskrivning. -->
  <xsl:template match="avsmot" mode="avskrivning">
    <avskrivning>
      <!-- blanke var fravær her, og bare her -->
      <xsl:apply-templates select="amAvskdato[last()][normalize-space()]" mode="felt"/>
      <xsl:apply-templates select="amAvskm[last()]" mode="felt"/>
      <xsl:apply-templates select="amAvsavdok[last()]" mode="felt"/>
    </avskrivning>
  </xsl:template>

  <!-- Tekst: som den står, også tom. -->

  <xsl:template match="saId | jpId" mode="felt">
    <systemID>
      <xsl:value-of select="."/>
    </systemID>
  </xsl:template>

  <xsl:template match="saTittel | jpInnhold | dbTittel" mode="felt">
    <tittel>
      <xsl:value-of select="."/>
    </tittel>
  </xsl:template>

  <xsl:template match="saOfftittel | jpOffinnhold" mode="felt">
    <offentligTittel>
      <xsl:value-of select="."/>
    </offentligTittel>
  </xsl:template>

  <xsl:template match="saArkdel | jpArkdel" mode="felt">
    <referanseArkivdel>
      <xsl:value-of select="."/>
    </referanseArkivdel>
  </xsl:template>

  <xsl:template match="jpUoff" mode="felt">
    <skjermingshjemmel>
      <xsl:value-of select="."/>
    </skjermingshjemmel>
  </xsl:template>

  <xsl:template match="saAdmkort | amAdmkort" mode="felt">
    <administrativEnhet>
      <xsl:value-of select="."/>
    </administrativEnhet>
  </xsl:template>

  <xsl:template match="saAnsvinit" mode="felt">
    <saksansvarlig>
      <xsl:value-of select="."/>
    </saksansvarlig>
  </xsl:template>

  <xsl:template match="saJenhet" mode="felt">
    <journalenhet>
      <xsl:value-of select="."/>
    </journalenhet>
  </xsl:template>

  <xsl:template match="amNavn" mode="felt">
    <korrespondansepartNavn>
      <xsl:value-of select="."/>
    </korrespondansepartNavn>
  </xsl:template>

  <xsl:template match="amAdresse" mode="felt">
    <postadresse>
      <xsl:value-of select="."/>
    </postadresse>
  </xsl:template>

  <xsl:template match="amPostnr" mode="felt">
    <postnummer>
      <xsl:value-of select="."/>
    </postnummer>
  </xsl:template>

  <xsl:template match="amPoststed" mode="felt">
    <poststed>
      <xsl:value-of select="."/>
    </poststed>
  </xsl:template>

  <xsl:template match="amUtland" mode="felt">
    <land>
      <xsl:value-of select="."/>
    </land>
  </xsl:template>

  <xsl:template match="amSbhinit" mode="felt">
    <saksbehandler>
      <xsl:value-of select="."/>
    </saksbehandler>
  </xsl:template>

  <xsl:template match="amAvsavdok" mode="felt">
    <referanseAvskrivesAvJournalpost>
      <xsl:value-of select="."/>
    </referanseAvskrivesAvJournalpost>
  </xsl:template>

  <!-- Navnet avsenderen ga filen, ikke det trygge navnet i pakken. -->
  <xsl:template match="veFilnavn" mode="felt">
    <referanseDokumentfil>
      <xsl:value-of select="."/>
    </referanseDokumentfil>
  </xsl:template>

  <!-- Tall -->

  <xsl:template match="saSaar" mode="felt">
    <xsl:call-template name="tallelement">
      <xsl:with-param name="navn" select="'saksaar'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="saSeknr" mode="felt">
    <xsl:call-template name="tallelement">
      <xsl:with-param name="navn" select="'sakssekvensnummer'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="jpJaar" mode="felt">
    <xsl:call-template name="tallelement">
      <xsl:with-param name="navn" select="'journalaar'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="jpSeknr" mode="felt">
    <xsl:call-template name="tallelement">
      <xsl:with-param name="navn" select="'journalsekvensnummer'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="jpJpostnr" mode="felt">
    <xsl:call-template name="tallelement">
      <xsl:with-param name="navn" select="'journalpostnummer'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="jpAntved" mode="felt">
    <xsl:call-template name="tallelement">
      <xsl:with-param name="navn" select="'antallVedlegg'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="dlRnr" mode="felt">
    <xsl:call-template name="tallelement">
      <xsl:with-param name="navn" select="'dokumentnummer'"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Datoer -->

  <xsl:template match="saDato" mode="felt">
    <xsl:call-template name="datoelement">
      <xsl:with-param name="navn" select="'saksdato'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="jpJdato" mode="felt">
    <xsl:call-template name="datoelement">
      <xsl:with-param name="navn" select="'journaldato'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="jpDokdato" mode="felt">
    <xsl:call-template name="datoelement">
      <xsl:with-param name="navn" select="'dokumentetsDato'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="jpForfdato" mode="felt">
    <xsl:call-template name="datoelement">
      <xsl:with-param name="navn" select="'forfallsdato'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="amAvskdato" mode="felt">
    <xsl:call-template name="datoelement">
      <xsl:with-param name="navn" select="'avskrivningsdato'"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Koder: elementet når feltet finnes, også tomt; se kodetabellene. -->

  <xsl:template match="saStatus" mode="felt">
    <saksstatus>
      <xsl:call-template name="kode-saksstatus"/>
    </saksstatus>
  </xsl:template>

  <xsl:template match="jpNdoktype" mode="felt">
    <journalposttype>
      <xsl:call-template name="kode-journalposttype"/>
    </journalposttype>
  </xsl:template>

  <xsl:template match="jpStatus" mode="felt">
    <journalstatus>
      <xsl:call-template name="kode-journalstatus"/>
    </journalstatus>
  </xsl:template>

  <xsl:template match="dlType" mode="felt">
    <tilknyttetRegistreringSom>
      <xsl:call-template name="kode-tilknyttetRegistreringSom"/>
    </tilknyttetRegistreringSom>
  </xsl:template>

  <xsl:template match="veVariant" mode="felt">
    <variantformat>
      <xsl:call-template name="kode-variantformat"/>
    </variantformat>
  </xsl:template>

  <!-- Den eneste koden der tom var fravær. -->
  <xsl:template match="amAvskm" mode="felt">
    <xsl:if test="string()">
      <avskrivningsmaate>
        <xsl:call-template name="kode-avskrivningsmaate"/>
      </avskrivningsmaate>
    </xsl:if>
  </xsl:template>

  <!-- Bare 0 og 1; andre ga en part uten type. -->
  <xsl:template match="amIhtype" mode="felt">
    <xsl:choose>
      <xsl:when test=". = '0'">
        <korrespondanseparttype>Avsender</korrespondanseparttype>
      </xsl:when>
      <xsl:when test=". = '1'">
        <korrespondanseparttype>Mottaker</korrespondanseparttype>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="."/>
          <xsl:with-param name="tabell" select="'korrespondanseparttype'"/>
          <xsl:with-param name="funn" select="'OM-023'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
