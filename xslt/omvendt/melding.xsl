<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Meldingen den omvendte veien: gruppene, hver med feltene sine og restfeltet flettet sammen.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:b="urn:x-arkivbro:restfelt:1"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:be="http://www.arkivverket.no/Noark4-1-WS-WD/types"
    xmlns:ex="http://www.arkivverket.no/Noark/Exchange/types"
    xmlns:exsl="http://exslt.org/common"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="n b be ex exsl str">

  <xsl:variable name="journalposter" select="/n:arkivmelding//*[self::n:basisregistrering or self::n:registrering]"/>
  <xsl:variable name="valgt"
      select="$journalposter[position() = number($journalpost) or $journalpost = '' and position() = 1]"/>
  <xsl:variable name="saksmappe" select="$valgt/ancestor::n:mappe[1]"/>
  <xsl:variable name="rest-sak" select="$saksmappe/n:virksomhetsspesifikkeMetadata/b:noarksak"/>
  <xsl:variable name="rest-post" select="$valgt/n:virksomhetsspesifikkeMetadata/b:journpost"/>

  <!-- Feltene i hver gruppe, som noder: deles én gang og ikke for hver gruppe. -->
  <xsl:variable name="felter-part" select="str:tokenize($felt-part, ' ')"/>
  <xsl:variable name="felter-journpost" select="str:tokenize($felt-journpost, ' ')"/>
  <xsl:variable name="felter-avsmot" select="str:tokenize($felt-avsmot, ' ')"/>
  <xsl:variable name="felter-tilleggsinfo" select="str:tokenize($felt-tilleggsinfo, ' ')"/>
  <xsl:variable name="felter-dokument" select="str:tokenize($felt-dokument, ' ')"/>
  <xsl:variable name="felter-noarksak" select="str:tokenize($felt-noarksak, ' ')"/>
  <xsl:variable name="felter-klassering" select="str:tokenize($felt-klassering, ' ')"/>
  <xsl:variable name="felter-sakspart" select="str:tokenize($felt-sakspart, ' ')"/>

  <!-- PutMessageRequest med konvolutten og nyttelasten. Kontekst: roten i arkivmeldingen. -->
  <xsl:template name="putmessage">
    <xsl:variable name="konvolutt">
      <xsl:call-template name="omvendt-konvolutt">
        <xsl:with-param name="samtale">
          <xsl:value-of select="$samtale-id"/>
          <xsl:if test="$samtale-id = ''">
            <xsl:value-of select="/n:arkivmelding/n:meldingId"/>
          </xsl:if>
        </xsl:with-param>
        <xsl:with-param name="avsender" select="$avsender-orgnr"/>
        <xsl:with-param name="mottaker" select="$mottaker-orgnr"/>
        <xsl:with-param name="avsender-ref" select="$avsender-ref"/>
        <xsl:with-param name="mottaker-ref" select="$mottaker-ref"/>
      </xsl:call-template>
    </xsl:variable>
    <ex:PutMessageRequest ab:journalposter="{count($journalposter)}">
      <!-- Filene til de andre: ingen av dem er en denne journalposten har skrevet navnet på med andre bokstaver. -->
      <xsl:if test="$journalposter[2]">
        <xsl:attribute name="ab:andres-filer">
          <!-- av én om gangen: libxml2 sammenlikner det som finnes i mange, med alt som er funnet før -->
          <xsl:for-each select="$journalposter[count(. | $valgt) != count($valgt)]">
            <xsl:for-each select=".//n:referanseDokumentfil">
              <xsl:value-of select="concat(., '/')"/>
            </xsl:for-each>
          </xsl:for-each>
        </xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="exsl:node-set($konvolutt)/envelope" mode="flettet"/>
      <payload>
        <xsl:call-template name="nyttelast"/>
      </payload>
    </ex:PutMessageRequest>
  </xsl:template>

  <xsl:template match="envelope" mode="flettet">
    <xsl:variable name="rest" select="$rest-sak/b:konvolutt"/>
    <xsl:variable name="parter">
      <xsl:apply-templates select="*" mode="flettet"/>
    </xsl:variable>
    <envelope>
      <xsl:for-each select="@*">
        <xsl:variable name="navn" select="name()"/>
        <xsl:variable name="baaret" select="$rest/b:*[local-name() = $navn]"/>
        <xsl:choose>
          <xsl:when test="$baaret/@r = string()">
            <xsl:attribute name="{$navn}">
              <xsl:value-of select="$baaret"/>
            </xsl:attribute>
          </xsl:when>
          <xsl:when test="$rest/b:utelatt[. = $navn]/@r = string()"/>
          <xsl:otherwise>
            <xsl:copy/>
            <xsl:call-template name="rettet">
              <xsl:with-param name="rest" select="$baaret[string()]"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:for-each>
      <xsl:call-template name="flett">
        <xsl:with-param name="rest" select="$rest"/>
        <xsl:with-param name="grupper" select="exsl:node-set($parter)/*"/>
        <xsl:with-param name="gruppenavn" select="$grupper-envelope"/>
      </xsl:call-template>
    </envelope>
  </xsl:template>

  <!--
    Restfeltet til en annen enn den som sender eller mottar nå, er ikke dens: et svar og en videresending kan ha restfeltet
    til det de kom av. Uten et nummer er det ikke kjent hvem det gjelder. En part avsenderen ikke hadde, og som vi har tatt
    med fordi skjemaet krever den, utelates.
  -->
  <xsl:template match="sender | receiver" mode="flettet">
    <xsl:variable name="navn" select="name()"/>
    <xsl:variable name="baaret" select="$rest-sak/b:konvolutt/b:*[local-name() = $navn]"/>
    <xsl:variable name="er-annens" select="$baaret/@kjennetegn[string()] != string(orgnr)"/>
    <xsl:if test="$er-annens">
      <xsl:apply-templates select="$baaret" mode="utelatt"/>
    </xsl:if>
    <xsl:if test="not($rest-sak/b:konvolutt/b:utelatt[. = $navn]/@r = string())">
      <xsl:copy>
        <xsl:call-template name="flett">
          <xsl:with-param name="omvendt" select="*"/>
          <xsl:with-param name="rest" select="$baaret[not($er-annens)]"/>
          <xsl:with-param name="felt" select="$felter-part"/>
        </xsl:call-template>
      </xsl:copy>
    </xsl:if>
  </xsl:template>

  <xsl:template name="nyttelast">
    <xsl:variable name="grupper">
      <xsl:apply-templates select="$valgt" mode="flettet"/>
      <xsl:call-template name="flettet-sak"/>
    </xsl:variable>
    <be:Melding>
      <xsl:call-template name="flett">
        <xsl:with-param name="rest" select="$rest-sak/b:Melding"/>
        <xsl:with-param name="grupper" select="exsl:node-set($grupper)/*"/>
        <xsl:with-param name="gruppenavn" select="$grupper-Melding"/>
      </xsl:call-template>
    </be:Melding>
  </xsl:template>

  <!--
    Modus «flettet»: en gruppe, med feltene og restfeltet flettet sammen. Parametre til dem som gjentas: rest (restfeltet
    til det de står i), plass (plassen blant gruppene), nr (nummeret i restfeltet) og felles; til partene
    også opprinnelig (plassen da restfeltet ble skrevet, om den er kjent) og er-foerste (den sto først da).
  -->

  <xsl:template match="n:basisregistrering | n:registrering" mode="flettet">
    <xsl:variable name="avskrivningsparter">
      <xsl:call-template name="baarne-avskrivningsparter"/>
    </xsl:variable>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt"/>
    </xsl:variable>
    <xsl:variable name="felles-avsmot">
      <xsl:call-template name="felles-avsmot">
        <xsl:with-param name="avskrivningsparter" select="string($avskrivningsparter)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="felles-merknad">
      <xsl:call-template name="felles-merknad"/>
    </xsl:variable>
    <xsl:variable name="grupper">
      <xsl:call-template name="flettede-grupper">
        <xsl:with-param name="grupper" select="n:korrespondansepart"/>
        <xsl:with-param name="felles" select="exsl:node-set($felles-avsmot)"/>
        <xsl:with-param name="rest" select="$rest-post"/>
        <xsl:with-param name="navn" select="'avsmot'"/>
      </xsl:call-template>
      <xsl:call-template name="flettede-grupper">
        <xsl:with-param name="grupper" select="n:merknad"/>
        <xsl:with-param name="felles" select="exsl:node-set($felles-merknad)"/>
        <xsl:with-param name="rest" select="$rest-post"/>
        <xsl:with-param name="navn" select="'tilleggsinfo'"/>
      </xsl:call-template>
      <xsl:call-template name="flettede-dokumenter"/>
    </xsl:variable>
    <!--
      Koden var laget av hjemmel og flagg som er borte: det som er skjermet fortsatt, skal ikke bli åpent av det. «or» og ikke |,
      som i libxml2 koster det ene antallet ganger det andre.
    -->
    <xsl:variable name="alene"
        select="not(exsl:node-set($omvendt)/*[self::jpU1 or self::jpUoff][normalize-space()]
                    or exsl:node-set($grupper)/*/tiTgkode[normalize-space()]
                    or exsl:node-set($grupper)/*/amU1
                      [normalize-space()]
                      [not(contains($senkede-flagg, concat(' ', translate(normalize-space(), $smaa, $store), ' ')))])
                and contains(concat(' ', $rest-post/b:avledet, ' '), ' skjerming/tilgangsrestriksjon ')"/>
    <xsl:variable name="med-fast-kode">
      <xsl:if test="$alene">
        <xsl:apply-templates select="exsl:node-set($omvendt)/*" mode="fast-kode"/>
      </xsl:if>
    </xsl:variable>
    <journpost>
      <xsl:call-template name="flett">
        <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*[not($alene)] | exsl:node-set($med-fast-kode)/*"/>
        <xsl:with-param name="rest" select="$rest-post"/>
        <xsl:with-param name="felt" select="$felter-journpost"/>
        <xsl:with-param name="grupper" select="exsl:node-set($grupper)/*"/>
        <xsl:with-param name="gruppenavn" select="$grupper-journpost"/>
      </xsl:call-template>
    </journpost>
  </xsl:template>

  <!-- Dokumentene, og til slutt filene arkivmeldingen ikke nevner. Kontekst: journalposten. -->
  <xsl:template name="flettede-dokumenter">
    <xsl:variable name="antall-dokumenter"
        select="count(n:dokumentbeskrivelse/n:dokumentobjekt) + count(n:dokumentbeskrivelse[not(n:dokumentobjekt)])
                + count(n:dokumentobjekt)"/>
    <xsl:variable name="er-for-mange" select="$antall-dokumenter &gt; 20000"/>
    <!-- I libxml2 koster | det ene antallet ganger det andre. -->
    <xsl:variable name="dokumenter"
        select="n:dokumentbeskrivelse[not($er-for-mange)]/n:dokumentobjekt
                | n:dokumentbeskrivelse[not($er-for-mange)][not(n:dokumentobjekt)] | n:dokumentobjekt[not($er-for-mange)]"/>
    <!-- En beskrivelse står i hvert av dokumentene den blir til. -->
    <xsl:variable name="gjentatte-tegn">
      <xsl:for-each select="n:dokumentbeskrivelse[n:dokumentobjekt[2]]">
        <xsl:copy>
          <xsl:value-of select="(string-length(n:tittel) + string-length(n:dokumenttype) + string-length(n:dokumentnummer)
                                 + string-length(n:dokumentstatus) + string-length(n:tilknyttetRegistreringSom))
                                * count(n:dokumentobjekt)"/>
        </xsl:copy>
      </xsl:for-each>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="sum(exsl:node-set($gjentatte-tegn)/*) &gt; $mest-gjentatt">
        <xsl:call-template name="for-mye-gjentatt"/>
      </xsl:when>
      <!-- Feltene til en beskrivelse letes frem for hvert objekt i den. -->
      <xsl:when test="n:dokumentbeskrivelse/n:dokumentobjekt[1001]">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'XM-004'"/>
          <xsl:with-param name="arg1" select="'maxDokumentobjekter'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$er-for-mange">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'XM-004'"/>
          <xsl:with-param name="arg1" select="'maxDocuments'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="flettede-grupper">
          <xsl:with-param name="grupper" select="$dokumenter"/>
          <xsl:with-param name="rest" select="$rest-post"/>
          <xsl:with-param name="navn" select="'dokument'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:for-each select="str:tokenize($ekstra-filer, '/')">
      <xsl:call-template name="ekstra-dokument">
        <xsl:with-param name="nr" select="$antall-dokumenter + position()"/>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>

  <!-- Saken; uten saksmappe den tomme saken skjemaet krever. -->
  <xsl:template name="flettet-sak">
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="$saksmappe" mode="omvendt-felt"/>
      <xsl:if test="not($saksmappe)">
        <saTittel/>
      </xsl:if>
    </xsl:variable>
    <xsl:variable name="felles-klasse">
      <xsl:for-each select="$saksmappe">
        <xsl:call-template name="felles-klasse"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="felles-sakspart">
      <xsl:for-each select="$saksmappe">
        <xsl:call-template name="felles-sakspart"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="felles-merknad">
      <xsl:for-each select="$saksmappe">
        <xsl:call-template name="felles-merknad"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="grupper">
      <xsl:call-template name="flettede-grupper">
        <xsl:with-param name="grupper" select="$saksmappe/n:klassifikasjon"/>
        <xsl:with-param name="felles" select="exsl:node-set($felles-klasse)"/>
        <xsl:with-param name="rest" select="$rest-sak"/>
        <xsl:with-param name="navn" select="'klassering'"/>
      </xsl:call-template>
      <xsl:apply-templates select="$saksmappe/*[self::n:sakspart or self::n:part]" mode="flettet">
        <xsl:with-param name="felles" select="exsl:node-set($felles-sakspart)"/>
      </xsl:apply-templates>
      <xsl:apply-templates select="$rest-sak/b:*[self::b:journpost or self::b:element[@navn = 'journpost']]"
          mode="tilbake"/>
      <xsl:call-template name="flettede-grupper">
        <xsl:with-param name="grupper" select="$saksmappe/n:merknad"/>
        <xsl:with-param name="felles" select="exsl:node-set($felles-merknad)"/>
        <xsl:with-param name="rest" select="$rest-sak"/>
        <xsl:with-param name="navn" select="'tilleggsinfo'"/>
      </xsl:call-template>
    </xsl:variable>
    <!--
      Koden var laget av hjemmel og flagg som er borte: det som er skjermet fortsatt, skal ikke bli åpent av det. «or» og ikke |,
      som i libxml2 koster det ene antallet ganger det andre.
    -->
    <xsl:variable name="alene"
        select="not(exsl:node-set($omvendt)/*[self::saU1 or self::saUoff][normalize-space()]
                    or exsl:node-set($grupper)/*/tiTgkode[normalize-space()]
                    or exsl:node-set($grupper)/*/*[self::klU1 or self::spU1]
                      [normalize-space()]
                      [not(contains($senkede-flagg, concat(' ', translate(normalize-space(), $smaa, $store), ' ')))])
                and contains(concat(' ', $rest-sak/b:avledet, ' '), ' skjerming/tilgangsrestriksjon ')"/>
    <xsl:variable name="med-fast-kode">
      <xsl:if test="$alene">
        <xsl:apply-templates select="exsl:node-set($omvendt)/*" mode="fast-kode"/>
      </xsl:if>
    </xsl:variable>
    <noarksak>
      <xsl:call-template name="flett">
        <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*[not($alene)] | exsl:node-set($med-fast-kode)/*"/>
        <xsl:with-param name="rest" select="$rest-sak"/>
        <xsl:with-param name="felt" select="$felter-noarksak"/>
        <xsl:with-param name="grupper" select="exsl:node-set($grupper)/*"/>
        <xsl:with-param name="gruppenavn" select="$grupper-noarksak"/>
      </xsl:call-template>
    </noarksak>
  </xsl:template>

  <!-- Modus «fast-kode»: feltene som de er, med tilgangskoden merket: restfeltet tar den ikke bort (fletting.xsl). -->
  <xsl:template match="*" mode="fast-kode">
    <xsl:copy>
      <xsl:if test="self::jpTgkode or self::saTgkode">
        <xsl:attribute name="ab:annens">ja</xsl:attribute>
      </xsl:if>
      <xsl:copy-of select="@* | node()"/>
    </xsl:copy>
  </xsl:template>

</xsl:stylesheet>
