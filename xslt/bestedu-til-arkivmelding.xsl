<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  BEST/EDU til arkivmelding.

  Inn: en PutMessageRequest (noarkExchange) med en Melding (Noark 4 WS-WD) som elementer i payload, med eller uten
       SOAP-konvolutt rundt, eller bare Melding. Filene er tatt ut på forhånd; ab:filnavn på hvert dokument sier hva
       filen heter. Uten merkene brukes navnene slik de står i meldingen.
  Ut:  arkivmelding slik integrasjonspunktet har skjemaet (arkivmelding.xsd fra 2017, uendret siden). Resultatet er
       også gyldig etter utgaven i Digdirs dokumentasjon.

  Kan kjøres alene: xsltproc bestedu-til-arkivmelding.xsl melding.xml. Samme inndata gir alltid samme utdata: ingen
  klokke, ingen tilfeldighet, ingenting fra omgivelsene.

  Det som ikke har plass i arkivmelding, er merket C i felttabell.xml, og bæres i virksomhetsspesifikkeMetadata
  (moduler/restfelt.xsl).
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:exsl="http://exslt.org/common"
    exclude-result-prefixes="exsl">

  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <!-- Navnet på systemet meldingen kommer fra: arkivmelding/system. -->
  <xsl:param name="system" select="'arkivbro'"/>

  <!-- Når meldingen ble mottatt, som xs:dateTime: arkivmelding/tidspunkt. Tomt: meldingens egen dato kl. 00:00:00. -->
  <xsl:param name="tidspunkt" select="''"/>

  <!-- Avsenderens organisasjonsnummer. Tomt: det som står i konvolutten. -->
  <xsl:param name="avsender-orgnr" select="''"/>

  <!-- arkivmelding/meldingId. Tomt: conversationId slik den står i konvolutten. -->
  <xsl:param name="melding-id" select="''"/>

  <!-- Adressen til et dokument med identifikatorer, for kjøring uten abf:uuid5. Se felles/identifikatorer.xsl. -->
  <xsl:param name="identifikatorer" select="''"/>

  <!-- Tilgangskoder som ikke skjermer, med blanke mellom. Alle andre koder skjermer. -->
  <xsl:param name="aapne-tilgangskoder" select="''"/>

  <!-- Interne merknader (tilleggsinfo): «behold» eller «hold-tilbake». -->
  <xsl:param name="interne-merknader" select="'behold'"/>

  <!--
    Adresseringen slik den leses tilbake av SBD-en og meldingId: organisasjonsnumrene og conversationId. Uten dem
    brukes det som står i konvolutten.
  -->
  <xsl:param name="sbd-avsender" select="string($orgnr)"/>
  <xsl:param name="sbd-mottaker">
    <xsl:call-template name="rent-orgnr">
      <xsl:with-param name="orgnr" select="$konvolutt/receiver[1]/orgnr[1]"/>
    </xsl:call-template>
  </xsl:param>
  <xsl:param name="sbd-samtale">
    <xsl:call-template name="meldingens-id"/>
  </xsl:param>

  <!--
    Restfeltet i virksomhetsspesifikkeMetadata: «ja» eller «nei». «regnskap»: det skrives, men vertsprogrammet tar det ut, for
    det er det som sier hva som er tapt.
  -->
  <xsl:param name="restfelt" select="'ja'"/>

  <!-- Hvordan jpStatus leses: «integrasjonspunkt» eller «noark4». Se felles/kodetabeller.xsl. -->
  <xsl:param name="journalstatus-tabell" select="'integrasjonspunkt'"/>

  <!-- Koden for «Besvart med e-post» når arkivmelding leses tilbake. -->
  <xsl:param name="avskrivning-epost" select="'BE'"/>

  <xsl:include href="felles/datoer.xsl"/>
  <xsl:include href="felles/feltlister.xsl"/>
  <xsl:include href="felles/funn.xsl"/>
  <xsl:include href="felles/gjentatt.xsl"/>
  <xsl:include href="felles/identifikatorer.xsl"/>
  <xsl:include href="felles/kjennetegn.xsl"/>
  <xsl:include href="felles/kodetabeller.xsl"/>
  <xsl:include href="felles/medietyper.xsl"/>
  <xsl:include href="felles/parvis.xsl"/>
  <xsl:include href="felles/tall.xsl"/>
  <xsl:include href="felles/plassholder.xsl"/>
  <xsl:include href="felles/tekst.xsl"/>

  <xsl:include href="moduler/melding.xsl"/>
  <xsl:include href="moduler/arkivmelding.xsl"/>
  <xsl:include href="moduler/mappe.xsl"/>
  <xsl:include href="moduler/journalpost.xsl"/>
  <xsl:include href="moduler/skjerming.xsl"/>
  <xsl:include href="moduler/korrespondansepart.xsl"/>
  <xsl:include href="moduler/avskrivning.xsl"/>
  <xsl:include href="moduler/dokument.xsl"/>
  <xsl:include href="moduler/merknad.xsl"/>
  <xsl:include href="moduler/klassifikasjon.xsl"/>
  <xsl:include href="moduler/sakspart.xsl"/>
  <xsl:include href="moduler/restfelt.xsl"/>
  <xsl:include href="moduler/forskjell.xsl"/>
  <xsl:include href="moduler/raatt.xsl"/>
  <xsl:include href="moduler/avledet.xsl"/>
  <xsl:include href="moduler/kontroll.xsl"/>

  <xsl:include href="omvendt/avsmot.xsl"/>
  <xsl:include href="omvendt/dokument.xsl"/>
  <xsl:include href="omvendt/felt.xsl"/>
  <xsl:include href="omvendt/journpost.xsl"/>
  <xsl:include href="omvendt/konvolutt.xsl"/>
  <xsl:include href="omvendt/noarksak.xsl"/>
  <xsl:include href="omvendt/tilleggsinfo.xsl"/>

  <xsl:template match="/">
    <xsl:choose>
      <xsl:when test="$restfelt != 'nei'">
        <xsl:variable name="naturlig">
          <xsl:apply-templates select="$melding" mode="arkivmelding"/>
        </xsl:variable>
        <xsl:apply-templates select="exsl:node-set($naturlig)/*" mode="med-rest"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:apply-templates select="$melding" mode="arkivmelding"/>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:if test="not($melding)">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'SY-011'"/>
        <xsl:with-param name="sti" select="local-name(*)"/>
        <xsl:with-param name="verdi" select="''"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:apply-templates select="$konvolutt | $melding" mode="kontroll"/>
  </xsl:template>

  <!--
    Sikkerhetsnett: de innebygde reglene i XSLT skriver ut all tekst de møter. Et felt uten regel skal i stedet
    meldes, og ingenting skal skrives. Reglene i modulene går alltid foran.
  -->
  <xsl:template match="* | text()" priority="-9"/>

  <xsl:template match="*" mode="felt" priority="-9">
    <xsl:call-template name="funn">
      <xsl:with-param name="kode" select="'OM-001'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="* | text()" mode="arkivmelding" priority="-9"/>
  <xsl:template match="* | text()" mode="mappe" priority="-9"/>
  <xsl:template match="* | text()" mode="journalpost" priority="-9"/>
  <xsl:template match="* | text()" mode="skjerming" priority="-9"/>
  <xsl:template match="* | text()" mode="korrespondansepart" priority="-9"/>
  <xsl:template match="* | text()" mode="avskrivning" priority="-9"/>
  <xsl:template match="* | text()" mode="dokument" priority="-9"/>
  <xsl:template match="* | text()" mode="merknad" priority="-9"/>
  <xsl:template match="* | text()" mode="klassifikasjon" priority="-9"/>
  <xsl:template match="* | text()" mode="sakspart" priority="-9"/>
  <xsl:template match="* | text()" mode="restfelt" priority="-9"/>
  <xsl:template match="* | text()" mode="kontroll" priority="-9"/>

</xsl:stylesheet>
