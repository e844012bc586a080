<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Arkivmelding til BEST/EDU.

  Inn: en arkivmelding, etter skjemaet til integrasjonspunktet eller etter det i Digdirs dokumentasjon. Har den et
       restfelt (moduler/restfelt.xsl), er resultatet meldingen den en gang var; rettelser på veien følger med.
  Ut:  en PutMessageRequest med Melding som elementer i payload. ab:filnavn på et dokument er navnet på filen som
       skal inn i fil/base64.

  Det Noark 4 ikke har plass til, meldes (omvendt/kontroll.xsl).
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    exclude-result-prefixes="n">

  <xsl:output method="xml" encoding="UTF-8" indent="no"/>

  <!-- Organisasjonsnumrene i SBD-en. -->
  <xsl:param name="avsender-orgnr" select="''"/>
  <xsl:param name="mottaker-orgnr" select="''"/>

  <!-- Referansene i SBD-en (SenderRef, ReceiverRef). -->
  <xsl:param name="avsender-ref" select="''"/>
  <xsl:param name="mottaker-ref" select="''"/>

  <!-- conversationId. Tomt: meldingId. -->
  <xsl:param name="samtale-id" select="''"/>

  <!-- Meldingens identitet i SBD-en. Tomt: ukjent. -->
  <xsl:param name="sbd-melding" select="''"/>

  <!-- Nummeret til journalposten meldingen skal gjelde, i dokumentrekkefølge. Tomt: den eneste. -->
  <xsl:param name="journalpost" select="''"/>

  <!-- Filer som følger med uten å være nevnt i arkivmeldingen, med / mellom navnene. -->
  <xsl:param name="ekstra-filer" select="''"/>

  <!-- Hvordan journalstatus skrives: «integrasjonspunkt» eller «noark4». Se felles/kodetabeller.xsl. -->
  <xsl:param name="journalstatus-tabell" select="'integrasjonspunkt'"/>

  <!-- Koden mottakeren bruker for «Besvart med e-post». -->
  <xsl:param name="avskrivning-epost" select="'BE'"/>

  <xsl:include href="felles/datoer.xsl"/>
  <xsl:include href="felles/feltlister.xsl"/>
  <xsl:include href="felles/funn.xsl"/>
  <xsl:include href="felles/gjentatt.xsl"/>
  <xsl:include href="felles/kjennetegn.xsl"/>
  <xsl:include href="felles/kodetabeller.xsl"/>
  <xsl:include href="felles/medietyper.xsl"/>
  <xsl:include href="felles/parvis.xsl"/>
  <xsl:include href="felles/plassholder.xsl"/>
  <xsl:include href="felles/tekst.xsl"/>

  <xsl:include href="omvendt/avskrivning.xsl"/>
  <xsl:include href="omvendt/avsmot.xsl"/>
  <xsl:include href="omvendt/dokument.xsl"/>
  <xsl:include href="omvendt/felt.xsl"/>
  <xsl:include href="omvendt/fletting.xsl"/>
  <xsl:include href="omvendt/gjenkjenning.xsl"/>
  <xsl:include href="omvendt/grupper.xsl"/>
  <xsl:include href="omvendt/journpost.xsl"/>
  <xsl:include href="omvendt/kontroll.xsl"/>
  <xsl:include href="omvendt/konvolutt.xsl"/>
  <xsl:include href="omvendt/melding.xsl"/>
  <xsl:include href="omvendt/noarksak.xsl"/>
  <xsl:include href="omvendt/rekke.xsl"/>
  <xsl:include href="omvendt/tilleggsinfo.xsl"/>

  <xsl:template match="/">
    <xsl:apply-templates select="n:arkivmelding" mode="uten-plass"/>
    <xsl:if test="$valgt">
      <xsl:call-template name="putmessage"/>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
