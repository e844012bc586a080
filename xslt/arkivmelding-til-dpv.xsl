<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Arkivmelding (integrasjonspunktets arkivmelding.xsd) til innholdet i et digitalt brev i Altinn 3 Correspondence.
  Elementene heter som feltene i Altinns API; process, dagerTilSvarfrist, skjermet, kuttet og brevtekst-kuttet er våre
  egne.

  Første saksmappe og første journalpost i den. Mottaker, identifikatorer, filstørrelser og filtyper legger motoren
  til. Resten av arkivmeldingen har ingen plass i brevet og meldes derfor ikke som funn.

  Parametrene med dpv- foran er medlemmene av dpv i SBD-en; de andre er oppsettet.

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

  <!-- Prosessen brevet sendes med. Tom: taushetsbelagt når brevet er skjermet, ellers standardprosessen. -->
  <xsl:param name="prosess" select="''"/>
  <!-- Prosessen for brev som ikke er skjermet, når ingen er valgt. -->
  <xsl:param name="standardprosess" select="'urn:no:difi:profile:arkivmelding:administrasjon:ver1.0'"/>
  <!-- Tittel på skjermede brev. Tom: «Brev fra» og avsenderens navn, ellers «Brev til dere». -->
  <xsl:param name="noeytral-tittel" select="''"/>
  <!--
    Brevteksten i skjermede brev. noeytral: bare standardteksten. offentlig: den offentlige tittelen.
    tittel: journalpostens egen tittel, når prosessen er taushetsbelagt; ellers som noeytral.
  -->
  <xsl:param name="skjermet-brevtekst" select="'noeytral'"/>
  <xsl:param name="dpv-varseltype" select="''"/>
  <xsl:param name="dpv-varseltransporttype" select="''"/>
  <xsl:param name="dpv-varseltekst" select="''"/>
  <xsl:param name="dpv-taushetsbelagt-varseltekst" select="''"/>
  <xsl:param name="dpv-dager-til-svarfrist" select="''"/>

  <xsl:include href="felles/dpv-oppsett.xsl"/>
  <xsl:include href="felles/dpv-tekst.xsl"/>
  <xsl:include href="felles/dpv-brev.xsl"/>
  <xsl:include href="felles/plassholder.xsl"/>

  <xsl:template match="/">
    <xsl:apply-templates select="am:arkivmelding" mode="korrespondanse"/>
  </xsl:template>

  <xsl:template match="am:arkivmelding" mode="korrespondanse">
    <xsl:variable name="saksmapper"
        select="am:mappe[@xsi:type = 'saksmappe' or substring-after(@xsi:type, ':') = 'saksmappe']"/>
    <xsl:variable name="sak" select="$saksmapper[1] | am:mappe[1][not($saksmapper)]"/>
    <!-- Journalposter uten mappe er lov i skjemaet. -->
    <xsl:variable name="registreringer"
        select="$sak/*[self::am:basisregistrering or self::am:registrering] | am:registrering[not($sak)]"/>
    <xsl:variable name="journalposter" select="$registreringer[
        @xsi:type = 'journalpost' or substring-after(@xsi:type, ':') = 'journalpost']"/>
    <xsl:variable name="post" select="$journalposter[1] | $registreringer[1][not($journalposter)]"/>

    <!-- En skjerming teller også når den er tom: heller et brev for mye i den lukkede tjenesten enn ett for lite. -->
    <xsl:variable name="skjermet" select="boolean($sak/am:skjerming or $sak/am:gradering or $post/am:skjerming or $post/am:gradering
        or $post/am:dokumentbeskrivelse[am:skjerming or am:gradering])"/>
    <xsl:variable name="process">
      <xsl:call-template name="velg-prosess">
        <xsl:with-param name="prosess" select="normalize-space($prosess)"/>
        <xsl:with-param name="standard" select="normalize-space($standardprosess)"/>
        <xsl:with-param name="skjermet" select="$skjermet"/>
      </xsl:call-template>
    </xsl:variable>
    <!-- Følger prosessen, ikke skjermingen: ressursen bak prosessen krever nettopp denne verdien. -->
    <xsl:variable name="taushetsbelagt">
      <xsl:call-template name="er-taushetsbelagt">
        <xsl:with-param name="prosess" select="$process"/>
        <xsl:with-param name="liste" select="$taushetsbelagte-prosesser"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="avsender">
      <xsl:call-template name="lag-avsender">
        <xsl:with-param name="navn" select="$avsendernavn"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="hel-tittel">
      <xsl:call-template name="lag-tittel">
        <xsl:with-param name="sak" select="$sak"/>
        <xsl:with-param name="post" select="$post"/>
        <xsl:with-param name="skjermet" select="$skjermet"/>
        <xsl:with-param name="noeytral" select="$noeytral-tittel"/>
        <xsl:with-param name="avsender" select="string($avsender)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="tittel">
      <xsl:call-template name="kutt-tekst">
        <xsl:with-param name="tekst" select="string($hel-tittel)"/>
        <xsl:with-param name="maks" select="255"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="kuttet" select="$tittel != $hel-tittel"/>
    <xsl:variable name="brevtekst">
      <xsl:call-template name="lag-brevtekst">
        <xsl:with-param name="sak" select="$sak"/>
        <xsl:with-param name="post" select="$post"/>
        <xsl:with-param name="skjermet" select="$skjermet"/>
        <xsl:with-param name="valg">
          <xsl:if test="$skjermet-brevtekst = 'offentlig'
                        or ($skjermet-brevtekst = 'tittel' and $taushetsbelagt = 'true')">
            <xsl:value-of select="$skjermet-brevtekst"/>
          </xsl:if>
        </xsl:with-param>
        <xsl:with-param name="hel-tittel" select="substring($hel-tittel, 1, string-length($hel-tittel) * $kuttet)"/>
        <xsl:with-param name="standard" select="$standardtekst"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="deler" select="exsl:node-set($brevtekst)/k:del"/>

    <korrespondanse>
      <xsl:attribute name="skjermet">
        <xsl:choose>
          <xsl:when test="$skjermet">ja</xsl:when>
          <xsl:otherwise>nei</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <!-- ja: hele tittelen står i brevteksten. tapt: heller ikke der. -->
      <xsl:attribute name="kuttet">
        <xsl:choose>
          <xsl:when test="not($kuttet)">nei</xsl:when>
          <xsl:when test="$deler[1]/@kuttet = 'nei'">ja</xsl:when>
          <xsl:otherwise>tapt</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:attribute name="brevtekst-kuttet">
        <xsl:choose>
          <xsl:when test="$deler/@kuttet = 'ja'">ja</xsl:when>
          <xsl:otherwise>nei</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <process>
        <xsl:value-of select="$process"/>
      </process>
      <isConfidential>
        <xsl:value-of select="$taushetsbelagt"/>
      </isConfidential>
      <!-- Arkivmelding sier ikke noe om målform. -->
      <language>nb</language>
      <xsl:call-template name="lag-tekster">
        <xsl:with-param name="tittel" select="string($tittel)"/>
        <!-- Arkivmelding har ikke noe sammendrag. -->
        <xsl:with-param name="sammendrag" select="string($tittel)"/>
        <xsl:with-param name="avsender" select="string($avsender)"/>
      </xsl:call-template>
      <messageBody>
        <xsl:value-of select="$brevtekst"/>
      </messageBody>
      <xsl:call-template name="lag-svarfrist">
        <xsl:with-param name="brevets" select="$dpv-dager-til-svarfrist"/>
        <xsl:with-param name="oppsettets" select="$dager-til-svarfrist"/>
      </xsl:call-template>
      <xsl:call-template name="lag-varsel">
        <xsl:with-param name="taushetsbelagt" select="$taushetsbelagt = 'true'"/>
        <xsl:with-param name="avsender" select="string($avsender)"/>
        <xsl:with-param name="ressurs" select="$taushetsbelagt-ressurs"/>
        <xsl:with-param name="type" select="$dpv-varseltype"/>
        <xsl:with-param name="transport" select="$dpv-varseltransporttype"/>
        <xsl:with-param name="tekst" select="$dpv-varseltekst"/>
        <xsl:with-param name="taushetsbelagt-tekst" select="$dpv-taushetsbelagt-varseltekst"/>
        <xsl:with-param name="kanal" select="$varslingskanal"/>
        <xsl:with-param name="revarsel" select="$revarsel"/>
        <xsl:with-param name="emne" select="$varselemne"/>
        <xsl:with-param name="standard" select="$varseltekst"/>
        <xsl:with-param name="taushetsbelagt-standard" select="$taushetsbelagt-varseltekst"/>
      </xsl:call-template>
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
    Parametre: prosess (valgt), standard (fra oppsettet), skjermet.
    Resultat:  prosessens navn.
  -->
  <xsl:template name="velg-prosess">
    <xsl:param name="prosess"/>
    <xsl:param name="standard"/>
    <xsl:param name="skjermet" select="true()"/>
    <xsl:choose>
      <xsl:when test="$prosess != ''">
        <xsl:value-of select="$prosess"/>
      </xsl:when>
      <xsl:when test="$skjermet">urn:no:difi:profile:arkivmelding:taushetsbelagt:ver1.0</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$standard"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Tittelen står i innboks og kan stå i varsler. Er brevet skjermet, brukes verken tittel eller offentligTittel.
    Parametre: sak, post (noder), skjermet, noeytral, avsender (fra oppsettet).
    Resultat:  én linje, ikke kuttet.
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
              normalize-space(am:tilknyttetRegistreringSom) = 'Hoveddokument'][not(am:skjerming or am:gradering)][1]
              /am:tittel[not(. = ../am:dokumentobjekt/am:referanseDokumentfil)]"/>
          <xsl:apply-templates select="$sak/am:offentligTittel" mode="tittelforslag"/>
          <xsl:apply-templates select="$sak/am:tittel" mode="tittelforslag"/>
          <k:forslag>Uten tittel</k:forslag>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:call-template name="uten-flettefelt">
      <xsl:with-param name="tekst" select="string(exsl:node-set($forslag)/k:forslag[1])"/>
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
    Skjermet: bare standardteksten, også uten saksnummer, om ikke noe annet er valgt.
    Parametre: sak, post (noder), skjermet, standard (fra oppsettet)
               valg        det et skjermet brev viser: offentlig, tittel, eller tomt for standardteksten
               hel-tittel  tittelen når den er kuttet, ellers tomt: hele må stå her
    Resultat:  k:del, den første med hele tittelen når den er kuttet; til sammen markdown, 1-30000 enheter.
  -->
  <xsl:template name="lag-brevtekst">
    <xsl:param name="sak" select="/.."/>
    <xsl:param name="post" select="/.."/>
    <xsl:param name="skjermet" select="true()"/>
    <xsl:param name="standard"/>
    <xsl:param name="valg"/>
    <xsl:param name="hel-tittel"/>
    <xsl:variable name="kilde" select="$post/am:offentligTittel[$valg = 'offentlig']
        | $post/am:tittel[not($skjermet) or $valg = 'tittel']"/>
    <xsl:variable name="tittel">
      <xsl:call-template name="rens-tekst">
        <xsl:with-param name="tekst" select="string($kilde)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="saksnummer">
      <xsl:call-template name="rens-tekst">
        <xsl:with-param name="tekst" select="string($sak/am:mappeID)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="har-hel-tittel" select="$hel-tittel != '' and $hel-tittel != $tittel"/>
    <xsl:if test="$har-hel-tittel">
      <xsl:call-template name="lag-del">
        <xsl:with-param name="tekst" select="$hel-tittel"/>
        <xsl:with-param name="maks" select="14000"/>
        <xsl:with-param name="etter" select="'&#10;&#10;'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="$tittel != ''">
        <xsl:call-template name="lag-del">
          <xsl:with-param name="tekst" select="string($tittel)"/>
          <xsl:with-param name="maks" select="30000 - 14002 * $har-hel-tittel"/>
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
        <xsl:variable name="kort-setning">
          <xsl:call-template name="kutt-tekst">
            <xsl:with-param name="tekst" select="string($setning)"/>
            <xsl:with-param name="maks" select="29000 - 14002 * $har-hel-tittel"/>
          </xsl:call-template>
        </xsl:variable>
        <k:del>
          <xsl:call-template name="si-om-kuttet">
            <xsl:with-param name="kuttet" select="$kort-setning != $setning"/>
          </xsl:call-template>
          <xsl:value-of select="$kort-setning"/>
        </k:del>
        <xsl:if test="not($skjermet) and $saksnummer != '' and normalize-space($standard)">
          <xsl:call-template name="lag-del">
            <xsl:with-param name="foran" select="' Saksnummer: '"/>
            <xsl:with-param name="tekst" select="string($saksnummer)"/>
            <xsl:with-param name="maks" select="900"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Én del av brevteksten.
    Parametre: tekst (fra meldingen), maks (UTF-16-enheter), foran, etter (markdown).
    Resultat:  k:del med markdown, og om noe av teksten er borte.
  -->
  <xsl:template name="lag-del">
    <xsl:param name="tekst"/>
    <xsl:param name="maks"/>
    <xsl:param name="foran"/>
    <xsl:param name="etter"/>
    <xsl:variable name="kort-tekst">
      <xsl:call-template name="kutt-markdown">
        <xsl:with-param name="tekst" select="$tekst"/>
        <xsl:with-param name="maks" select="$maks"/>
      </xsl:call-template>
    </xsl:variable>
    <k:del>
      <xsl:call-template name="si-om-kuttet">
        <xsl:with-param name="kuttet" select="$kort-tekst != $tekst"/>
      </xsl:call-template>
      <xsl:value-of select="$foran"/>
      <xsl:call-template name="skriv-markdown">
        <xsl:with-param name="tekst" select="$tekst"/>
        <xsl:with-param name="maks" select="$maks"/>
      </xsl:call-template>
      <xsl:value-of select="$etter"/>
    </k:del>
  </xsl:template>

  <xsl:template name="si-om-kuttet">
    <xsl:param name="kuttet" select="false()"/>
    <xsl:attribute name="kuttet">
      <xsl:choose>
        <xsl:when test="$kuttet">ja</xsl:when>
        <xsl:otherwise>nei</xsl:otherwise>
      </xsl:choose>
    </xsl:attribute>
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

  <!--
    Filene etter journalpost og navn: å lete etter tvillinger blant søsken ville kostet kvadratet av antallet. Den samme
    filen kan stå i en registrering som ikke sendes.
  -->
  <xsl:key name="fil" match="am:dokumentobjekt"
      use="concat(generate-id(ancestor::*[not(self::am:dokumentbeskrivelse)][1]), ' ', am:referanseDokumentfil)"/>

  <xsl:template mode="vedlegg" priority="1"
      match="am:dokumentobjekt[generate-id() != generate-id(key('fil', concat(
          generate-id(ancestor::*[not(self::am:dokumentbeskrivelse)][1]), ' ', am:referanseDokumentfil))[1])]"/>

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
    <xsl:call-template name="lag-ett-vedlegg">
      <xsl:with-param name="filnavn" select="$filnavn"/>
      <xsl:with-param name="navn" select="string(exsl:node-set($navn)/k:forslag[1])"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="text()" mode="vedlegg"/>

</xsl:stylesheet>
