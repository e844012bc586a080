<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Arkivmelding (integrasjonspunktets arkivmelding.xsd) til innholdet i et digitalt brev i Altinn 3 Correspondence.
  Elementene heter som feltene i Altinns API; process og skjermet er våre egne.

  Første saksmappe og første journalpost i den. Mottaker, identifikatorer, varsler, filstørrelser og filtyper legger
  motoren til. Resten av arkivmeldingen har ingen plass i brevet og meldes derfor ikke som funn.

  Navn på saksbehandlere skal aldri stå i tekstene.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns="urn:x-arkivbro:korrespondanse:1"
    xmlns:k="urn:x-arkivbro:korrespondanse:1"
    xmlns:am="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:exsl="http://exslt.org/common"
    exclude-result-prefixes="k am xsi exsl">

  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <!-- Prosessen brevet sendes med. Tom: taushetsbelagt når brevet er skjermet, ellers administrasjon. -->
  <xsl:param name="prosess" select="''"/>
  <!-- Avsenderens navn, slik mottakeren kjenner virksomheten. Tom: navnet nevnes ikke. -->
  <xsl:param name="avsendernavn" select="''"/>
  <!-- Tittel på skjermede brev. Tom: «Brev fra» og avsenderens navn, ellers «Brev til dere». -->
  <xsl:param name="noeytral-tittel" select="''"/>
  <!-- Setningen som står i brev uten egen tekst og i alle skjermede brev. Markdown. Tom: «Ingen innhold». -->
  <xsl:param name="standardtekst" select="'Dere har fått et brev.'"/>

  <xsl:include href="felles/dpv-tekst.xsl"/>

  <xsl:template match="/">
    <xsl:apply-templates select="am:arkivmelding" mode="korrespondanse"/>
  </xsl:template>

  <xsl:template match="am:arkivmelding" mode="korrespondanse">
    <xsl:variable name="saksmapper"
        select="am:mappe[@xsi:type = 'saksmappe' or substring-after(@xsi:type, ':') = 'saksmappe']"/>
    <xsl:variable name="sak" select="$saksmapper[1] | am:mappe[not($saksmapper)][1]"/>
    <!-- Journalposter uten mappe er lov i skjemaet. -->
    <xsl:variable name="registreringer"
        select="$sak/am:basisregistrering | $sak/am:registrering | am:registrering[not($sak)]"/>
    <xsl:variable name="journalposter" select="$registreringer[
        @xsi:type = 'journalpost' or substring-after(@xsi:type, ':') = 'journalpost']"/>
    <xsl:variable name="post" select="$journalposter[1] | $registreringer[not($journalposter)][1]"/>

    <!-- En skjerming teller også når den er tom: heller et brev for mye i den lukkede tjenesten enn ett for lite. -->
    <xsl:variable name="skjermet" select="boolean($sak/am:skjerming | $post/am:skjerming)"/>
    <xsl:variable name="process">
      <xsl:call-template name="velg-prosess">
        <xsl:with-param name="prosess" select="normalize-space($prosess)"/>
        <xsl:with-param name="skjermet" select="$skjermet"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="tittel">
      <xsl:call-template name="lag-tittel">
        <xsl:with-param name="sak" select="$sak"/>
        <xsl:with-param name="post" select="$post"/>
        <xsl:with-param name="skjermet" select="$skjermet"/>
        <xsl:with-param name="noeytral" select="$noeytral-tittel"/>
        <xsl:with-param name="avsender" select="$avsendernavn"/>
      </xsl:call-template>
    </xsl:variable>

    <korrespondanse>
      <xsl:attribute name="skjermet">
        <xsl:choose>
          <xsl:when test="$skjermet">ja</xsl:when>
          <xsl:otherwise>nei</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <process>
        <xsl:value-of select="$process"/>
      </process>
      <!-- Følger prosessen, ikke skjermingen: ressursen bak prosessen krever nettopp denne verdien. -->
      <isConfidential>
        <xsl:value-of select="starts-with($process, 'urn:no:difi:profile:arkivmelding:taushetsbelagt:')"/>
      </isConfidential>
      <!-- Arkivmelding sier ikke noe om målform. -->
      <language>nb</language>
      <messageTitle>
        <xsl:value-of select="$tittel"/>
      </messageTitle>
      <!-- samme som tittelen -->
      <messageSummary>
        <xsl:value-of select="$tittel"/>
      </messageSummary>
      <messageBody>
        <xsl:call-template name="lag-brevtekst">
          <xsl:with-param name="sak" select="$sak"/>
          <xsl:with-param name="post" select="$post"/>
          <xsl:with-param name="skjermet" select="$skjermet"/>
          <xsl:with-param name="standard" select="$standardtekst"/>
        </xsl:call-template>
      </messageBody>
      <attachments>
        <xsl:call-template name="lag-vedlegg">
          <xsl:with-param name="post" select="$post"/>
        </xsl:call-template>
      </attachments>
    </korrespondanse>
  </xsl:template>

  <xsl:template match="text()" mode="korrespondanse"/>

  <!--
    Prosessen brevet sendes med.
    Parametre: prosess (fra oppsettet), skjermet.
    Resultat:  prosessens navn.
  -->
  <xsl:template name="velg-prosess">
    <xsl:param name="prosess"/>
    <xsl:param name="skjermet" select="true()"/>
    <xsl:choose>
      <xsl:when test="$prosess != ''">
        <xsl:value-of select="$prosess"/>
      </xsl:when>
      <xsl:when test="$skjermet">urn:no:difi:profile:arkivmelding:taushetsbelagt:ver1.0</xsl:when>
      <xsl:otherwise>urn:no:difi:profile:arkivmelding:administrasjon:ver1.0</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Tittelen står i innboks og kan stå i varsler. Er brevet skjermet, brukes verken tittel eller offentligTittel.
    Altinn tar ikke imot alt i en tittel (# først, <…>, [..](..), {{recipientName}} byttes ut): å vaske den og prøve
    igjen når Altinn avviser den, er motorens sak.
    Parametre: sak, post (noder), skjermet, noeytral, avsender (fra oppsettet).
    Resultat:  én linje, 1-255 enheter.
  -->
  <xsl:template name="lag-tittel">
    <xsl:param name="sak" select="/.."/>
    <xsl:param name="post" select="/.."/>
    <xsl:param name="skjermet" select="true()"/>
    <xsl:param name="noeytral"/>
    <xsl:param name="avsender"/>
    <xsl:variable name="forslag">
      <xsl:choose>
        <xsl:when test="$skjermet">
          <xsl:call-template name="foreslaa-tekst">
            <xsl:with-param name="tekst" select="$noeytral"/>
          </xsl:call-template>
          <xsl:call-template name="foreslaa-tekst">
            <xsl:with-param name="foran" select="'Brev fra '"/>
            <xsl:with-param name="tekst" select="$avsender"/>
          </xsl:call-template>
          <k:forslag>Brev til dere</k:forslag>
        </xsl:when>
        <xsl:otherwise>
          <xsl:apply-templates select="$post/am:offentligTittel" mode="tittelforslag"/>
          <xsl:apply-templates select="$post/am:tittel" mode="tittelforslag"/>
          <!-- En dokumenttittel som selv er skjermet, brukes ikke, og heller ikke et filnavn i tittelens sted. -->
          <xsl:apply-templates mode="tittelforslag" select="$post/am:dokumentbeskrivelse[
              normalize-space(am:tilknyttetRegistreringSom) = 'Hoveddokument'][not(am:skjerming)][1]
              /am:tittel[not(. = ../am:dokumentobjekt/am:referanseDokumentfil)]"/>
          <xsl:apply-templates select="$sak/am:offentligTittel" mode="tittelforslag"/>
          <xsl:apply-templates select="$sak/am:tittel" mode="tittelforslag"/>
          <k:forslag>Uten tittel</k:forslag>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:call-template name="kutt-tekst">
      <xsl:with-param name="tekst" select="string(exsl:node-set($forslag)/k:forslag[1])"/>
      <xsl:with-param name="maks" select="255"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="am:offentligTittel | am:tittel" mode="tittelforslag">
    <xsl:call-template name="foreslaa-tekst">
      <xsl:with-param name="tekst" select="."/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="text()" mode="tittelforslag"/>

  <!--
    Ett forslag til tekst.
    Parametre: tekst, foran (settes foran når det er noen tekst).
    Resultat:  k:forslag, eller ingenting når teksten er blank.
  -->
  <xsl:template name="foreslaa-tekst">
    <xsl:param name="tekst"/>
    <xsl:param name="foran"/>
    <xsl:variable name="ren">
      <xsl:call-template name="rens-tekst">
        <xsl:with-param name="tekst" select="string($tekst)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:if test="$ren != ''">
      <k:forslag>
        <xsl:value-of select="concat($foran, $ren)"/>
      </k:forslag>
    </xsl:if>
  </xsl:template>

  <!--
    Brevteksten er markdown. Bare standardteksten kan ha oppmerking; det som kommer fra meldingen, rømmes.
    Skjermet: bare standardteksten, også uten saksnummer.
    Parametre: sak, post (noder), skjermet, standard (fra oppsettet).
    Resultat:  markdown, 1-30000 enheter.
  -->
  <xsl:template name="lag-brevtekst">
    <xsl:param name="sak" select="/.."/>
    <xsl:param name="post" select="/.."/>
    <xsl:param name="skjermet" select="true()"/>
    <xsl:param name="standard"/>
    <xsl:variable name="tittel">
      <xsl:call-template name="rens-tekst">
        <xsl:with-param name="tekst" select="string($post/am:tittel)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="saksnummer">
      <xsl:call-template name="rens-tekst">
        <xsl:with-param name="tekst" select="string($sak/am:mappeID)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="not($skjermet) and $tittel != ''">
        <xsl:call-template name="skriv-markdown">
          <xsl:with-param name="tekst" select="string($tittel)"/>
          <xsl:with-param name="maks" select="30000"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="setning">
          <xsl:choose>
            <xsl:when test="normalize-space($standard)">
              <xsl:value-of select="$standard"/>
            </xsl:when>
            <xsl:otherwise>Ingen innhold</xsl:otherwise>
          </xsl:choose>
        </xsl:variable>
        <!-- Plass til saksnummeret etter setningen. -->
        <xsl:call-template name="kutt-tekst">
          <xsl:with-param name="tekst" select="string($setning)"/>
          <xsl:with-param name="maks" select="29000"/>
        </xsl:call-template>
        <xsl:if test="not($skjermet) and $saksnummer != '' and normalize-space($standard)">
          <xsl:text> Saksnummer: </xsl:text>
          <xsl:call-template name="skriv-markdown">
            <xsl:with-param name="tekst" select="string($saksnummer)"/>
            <xsl:with-param name="maks" select="900"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Vedleggene: hoveddokument først, så dokumentnummer som tall, så rekkefølgen i meldingen. Hvert filnavn én gang;
    det første i meldingen gjelder.
    Parametre: post (node).
    Resultat:  attachment, ett for hver fil.
  -->
  <xsl:template name="lag-vedlegg">
    <xsl:param name="post" select="/.."/>
    <xsl:apply-templates mode="vedlegg" select="
        ($post/am:dokumentbeskrivelse/am:dokumentobjekt | $post/am:dokumentobjekt)
            [normalize-space(am:referanseDokumentfil)]">
      <xsl:sort select="not(normalize-space(../am:tilknyttetRegistreringSom) = 'Hoveddokument')"/>
      <!-- Uten brukbart nummer kommer sist. -->
      <xsl:sort select="not(number(../am:dokumentnummer) = number(../am:dokumentnummer))"/>
      <xsl:sort select="../am:dokumentnummer" data-type="number"/>
    </xsl:apply-templates>
  </xsl:template>

  <!-- Filene etter navn: å lete etter tvillinger blant søsken ville kostet kvadratet av antallet. -->
  <xsl:key name="fil" match="am:dokumentobjekt" use="am:referanseDokumentfil"/>

  <xsl:template mode="vedlegg" priority="1"
      match="am:dokumentobjekt[generate-id() != generate-id(key('fil', am:referanseDokumentfil)[1])]"/>

  <xsl:template match="am:dokumentobjekt" mode="vedlegg">
    <!-- Filnavnet er nøkkelen til filen og skrives som det står, uten rensing og kutting. -->
    <xsl:variable name="filnavn" select="string(am:referanseDokumentfil)"/>
    <xsl:variable name="navn">
      <xsl:call-template name="foreslaa-tekst">
        <xsl:with-param name="tekst" select="parent::am:dokumentbeskrivelse/am:tittel"/>
      </xsl:call-template>
      <xsl:call-template name="foreslaa-tekst">
        <xsl:with-param name="tekst">
          <xsl:call-template name="navn-uten-endelse">
            <xsl:with-param name="filnavn" select="$filnavn"/>
          </xsl:call-template>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:variable>
    <attachment>
      <fileName>
        <xsl:value-of select="$filnavn"/>
      </fileName>
      <displayName>
        <xsl:call-template name="kutt-tekst">
          <xsl:with-param name="tekst" select="string(exsl:node-set($navn)/k:forslag[1])"/>
          <xsl:with-param name="maks" select="255"/>
        </xsl:call-template>
      </displayName>
    </attachment>
  </xsl:template>

  <xsl:template match="text()" mode="vedlegg"/>

</xsl:stylesheet>
