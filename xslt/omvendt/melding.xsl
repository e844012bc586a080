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
    xmlns:set="http://exslt.org/sets"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="n b be ex exsl set str">

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

  <!--
    Hvilke parter avskrivningene hører til: det restfeltet sier, når det gjelder disse partene og disse avskrivningene;
    uten restfelt det de naturlige elementene sier.
    Kontekst: journalposten.
  -->
  <xsl:template name="baarne-avskrivningsparter">
    <xsl:variable name="baaret" select="$rest-post/@avskrivningAvsmot"/>
    <xsl:choose>
      <!-- uten parter meldes det sammen med annet uten plass -->
      <xsl:when test="not(n:avskrivning and n:korrespondansepart)"/>
      <xsl:when test="not($baaret)">
        <xsl:call-template name="avskrivningsparter"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="numre" select="str:tokenize($baaret, ' ')"/>
        <xsl:variable name="parter" select="count(n:korrespondansepart)"/>
        <xsl:choose>
          <!-- numrene er plassene slik de var: er det flere eller færre nå, må partene kunne kjennes igjen -->
          <xsl:when test="($rest-post/@avsmot = $parter or $rest-post/b:avsmot/@kjennetegn) and count($numre) = count(n:avskrivning)
                          and count(set:distinct($numre)) = count($numre)
                          and not($numre[not(. &gt;= 1 and . &lt;= $rest-post/@avsmot and . = floor(.))])">
            <xsl:call-template name="flyttede-avskrivninger">
              <xsl:with-param name="numre" select="concat(' ', $baaret, ' ')"/>
            </xsl:call-template>
          </xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="funn">
              <xsl:with-param name="kode" select="'OM-071'"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Avskrivninger kan ha byttet plass. De kjennes igjen på innholdet, og hvem av flere like som er hvem, er det samme. Er noen
    av dem rettet også, er det ikke til å si hvem de flyttede hører til.
    Parametre: numre (på partene, slik avskrivningene sto). Kontekst: journalposten.
  -->
  <xsl:template name="flyttede-avskrivninger">
    <xsl:param name="numre"/>
    <xsl:variable name="skrevet" select="string($rest-post/@avskrivninger)"/>
    <xsl:variable name="lest">
      <xsl:for-each select="n:avskrivning">
        <xsl:text> </xsl:text>
        <xsl:apply-templates select="." mode="innhold"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$skrevet = '' or string($lest) = concat(' ', $skrevet)">
        <xsl:value-of select="$numre"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="skrevne">
          <xsl:call-template name="sorterte-ledd">
            <xsl:with-param name="rekke" select="$skrevet"/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:variable name="leste">
          <xsl:call-template name="sorterte-ledd">
            <xsl:with-param name="rekke" select="string($lest)"/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:choose>
          <xsl:when test="string($skrevne) = string($leste)">
            <!-- Plassen hver av de leste hadde da restfeltet ble skrevet, i den rekkefølgen de står nå. -->
            <xsl:variable name="plasser">
              <xsl:call-template name="parvis">
                <xsl:with-param name="foerste" select="exsl:node-set($leste)/ab:ledd"/>
                <xsl:with-param name="andre" select="exsl:node-set($skrevne)/ab:ledd"/>
              </xsl:call-template>
            </xsl:variable>
            <xsl:variable name="nummererte">
              <xsl:for-each select="str:tokenize($numre, ' ')">
                <ab:par id="{position()}" makker="{.}"/>
              </xsl:for-each>
            </xsl:variable>
            <xsl:text> </xsl:text>
            <xsl:for-each select="exsl:node-set($plasser)/ab:par">
              <xsl:sort select="@id" data-type="number"/>
              <xsl:variable name="plass" select="@makker"/>
              <xsl:for-each select="exsl:node-set($nummererte)">
                <xsl:value-of select="concat(key('par', $plass)/@makker, ' ')"/>
              </xsl:for-each>
            </xsl:for-each>
          </xsl:when>
          <xsl:otherwise>
            <!-- En rettet står der den sto; det gjør også de andre, så lenge ingen av dem har en annens innhold. -->
            <xsl:variable name="sto">
              <xsl:for-each select="exsl:node-set($skrevne)/ab:ledd">
                <ab:par id="{@plass} {.}"/>
                <xsl:if test="not(preceding-sibling::*[1] = .)">
                  <ab:par navn="{.}"/>
                </xsl:if>
              </xsl:for-each>
            </xsl:variable>
            <xsl:variable name="flyttede">
              <xsl:for-each select="exsl:node-set($leste)/ab:ledd">
                <xsl:variable name="ledd" select="string()"/>
                <xsl:variable name="plassert" select="concat(@plass, ' ', .)"/>
                <xsl:for-each select="exsl:node-set($sto)[key('par', $ledd) and not(key('par', $plassert))]">*</xsl:for-each>
              </xsl:for-each>
            </xsl:variable>
            <xsl:choose>
              <xsl:when test="string($flyttede)">
                <xsl:call-template name="funn">
                  <xsl:with-param name="kode" select="'OM-071'"/>
                </xsl:call-template>
              </xsl:when>
              <xsl:otherwise>
                <xsl:value-of select="$numre"/>
              </xsl:otherwise>
            </xsl:choose>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Leddene i en liste, sortert, hvert med plassen sin. Parametre: rekke. -->
  <xsl:template name="sorterte-ledd">
    <xsl:param name="rekke"/>
    <xsl:variable name="ledd">
      <xsl:for-each select="str:tokenize($rekke, ' ')">
        <ab:ledd plass="{position()}">
          <xsl:value-of select="."/>
        </ab:ledd>
      </xsl:for-each>
    </xsl:variable>
    <xsl:for-each select="exsl:node-set($ledd)/ab:ledd">
      <xsl:sort select="."/>
      <xsl:sort select="@plass" data-type="number"/>
      <xsl:copy-of select="."/>
      <xsl:text> </xsl:text>
    </xsl:for-each>
  </xsl:template>

  <!-- En fil arkivmeldingen ikke nevner. Kontekst: filnavnet. Parametre: nr (plassen blant dokumentene). -->
  <xsl:template name="ekstra-dokument">
    <xsl:param name="nr"/>
    <xsl:variable name="endelse">
      <xsl:call-template name="filendelse">
        <xsl:with-param name="filnavn" select="string()"/>
      </xsl:call-template>
    </xsl:variable>
    <dokument ab:filnavn="{.}">
      <dlRnr>
        <xsl:value-of select="$nr"/>
      </dlRnr>
      <dlType>V</dlType>
      <dbTittel>
        <xsl:value-of select="."/>
      </dbTittel>
      <xsl:if test="string($endelse)">
        <veDokformat>
          <xsl:value-of select="translate($endelse, $smaa, $store)"/>
        </veDokformat>
      </xsl:if>
      <fil>
        <base64/>
      </fil>
      <veFilnavn>
        <xsl:value-of select="."/>
      </veFilnavn>
      <veMimeType>
        <xsl:call-template name="medietype">
          <xsl:with-param name="endelse" select="string($endelse)"/>
        </xsl:call-template>
      </veMimeType>
    </dokument>
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

  <!-- Modus «fast-plass»: likeså, med det som følger av plassen i rekken av dokumenter. -->
  <xsl:template match="*" mode="fast-plass">
    <xsl:copy>
      <xsl:if test="self::dlType or self::dlRnr">
        <xsl:attribute name="ab:flyttet">ja</xsl:attribute>
      </xsl:if>
      <xsl:copy-of select="@* | node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="n:korrespondansepart" mode="flettet">
    <xsl:param name="felles"/>
    <xsl:param name="rest"/>
    <xsl:param name="plass" select="position()"/>
    <xsl:param name="nr" select="$plass"/>
    <xsl:param name="er-foerste" select="$plass = 1"/>
    <xsl:param name="opprinnelig" select="$plass"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt">
        <xsl:with-param name="nr" select="string($opprinnelig)"/>
        <xsl:with-param name="er-foerste" select="$er-foerste"/>
        <xsl:with-param name="felles" select="$felles"/>
      </xsl:apply-templates>
    </xsl:variable>
    <avsmot>
      <xsl:call-template name="flett">
        <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
        <xsl:with-param name="rest" select="key('rest-nr', concat(generate-id($rest), ' avsmot ', $nr))"/>
        <xsl:with-param name="felt" select="$felter-avsmot"/>
      </xsl:call-template>
    </avsmot>
  </xsl:template>

  <xsl:template match="n:merknad" mode="flettet">
    <xsl:param name="felles"/>
    <xsl:param name="rest"/>
    <xsl:param name="plass" select="position()"/>
    <xsl:param name="nr" select="$plass"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt">
        <xsl:with-param name="felles" select="$felles"/>
      </xsl:apply-templates>
    </xsl:variable>
    <tilleggsinfo>
      <xsl:call-template name="flett">
        <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
        <xsl:with-param name="rest" select="key('rest-nr', concat(generate-id($rest), ' tilleggsinfo ', $nr))"/>
        <xsl:with-param name="felt" select="$felter-tilleggsinfo"/>
      </xsl:call-template>
    </tilleggsinfo>
  </xsl:template>

  <xsl:template match="n:dokumentobjekt | n:dokumentbeskrivelse" mode="flettet">
    <xsl:param name="rest"/>
    <xsl:param name="plass" select="position()"/>
    <xsl:param name="nr" select="$plass"/>
    <xsl:variable name="dokumentrest" select="key('rest-nr', concat(generate-id($rest), ' dokument ', $nr))"/>
    <xsl:variable name="omvendt">
      <xsl:choose>
        <!-- Det avsenderen ikke skrev, følger av plassen: på en annen plass må det stå. -->
        <xsl:when test="$nr != $plass and $dokumentrest/b:utelatt">
          <xsl:variable name="felt">
            <xsl:apply-templates select="." mode="omvendt-felt"/>
          </xsl:variable>
          <xsl:apply-templates select="exsl:node-set($felt)/*" mode="fast-plass"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:apply-templates select="." mode="omvendt-felt"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:if test="self::n:dokumentbeskrivelse">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-047'"/>
      </xsl:call-template>
    </xsl:if>
    <dokument>
      <xsl:if test="string(n:referanseDokumentfil)">
        <xsl:choose>
          <!-- avsenderen hadde ingen fil; den tomme i forsendelsen er vår -->
          <xsl:when test="$dokumentrest[b:utelatt = 'fil' or b:fil[not(b:base64 | b:element[@navn = 'base64'])]]
                          [not(b:fremmed/b:element[@navn = 'fil']/b:*[local-name() = 'base64' or @navn = 'base64'])]">
            <xsl:attribute name="ab:utenfil">
              <xsl:value-of select="n:referanseDokumentfil"/>
            </xsl:attribute>
          </xsl:when>
          <xsl:otherwise>
            <xsl:attribute name="ab:filnavn">
              <xsl:value-of select="n:referanseDokumentfil"/>
            </xsl:attribute>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:if>
      <xsl:call-template name="flett">
        <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
        <xsl:with-param name="rest" select="$dokumentrest"/>
        <xsl:with-param name="felt" select="$felter-dokument"/>
      </xsl:call-template>
    </dokument>
  </xsl:template>

  <xsl:template match="n:klassifikasjon" mode="flettet">
    <xsl:param name="felles"/>
    <xsl:param name="rest"/>
    <xsl:param name="plass" select="position()"/>
    <xsl:param name="nr" select="$plass"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt">
        <xsl:with-param name="nr" select="$plass"/>
        <xsl:with-param name="felles" select="$felles"/>
      </xsl:apply-templates>
    </xsl:variable>
    <xsl:variable name="baaret" select="key('rest-nr', concat(generate-id($rest), ' klassering ', $nr))"/>
    <!-- Avsenderen hadde ingen tittel, og nummeret vi satte der, er rettet bare i klasseID. Kjennetegnet slutter på det. -->
    <xsl:variable name="kjennetegn" select="$baaret[contains(concat(' ', b:avledet, ' '), ' tittel ')]/@kjennetegn"/>
    <xsl:variable name="er-nummeret"
        select="$kjennetegn and concat(' ', n:tittel) = substring($kjennetegn, string-length($kjennetegn) - string-length(n:tittel))"/>
    <klassering>
      <xsl:call-template name="flett">
        <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*[not($er-nummeret and self::klOvbesk)]"/>
        <xsl:with-param name="rest" select="$baaret"/>
        <xsl:with-param name="felt" select="$felter-klassering"/>
      </xsl:call-template>
    </klassering>
  </xsl:template>

  <xsl:template match="n:sakspart | n:mappe/n:part" mode="flettet">
    <xsl:param name="felles"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt">
        <xsl:with-param name="felles" select="$felles"/>
      </xsl:apply-templates>
    </xsl:variable>
    <sakspart>
      <xsl:call-template name="flett">
        <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
        <xsl:with-param name="rest" select="n:virksomhetsspesifikkeMetadata/b:sakspart"/>
        <xsl:with-param name="felt" select="$felter-sakspart"/>
      </xsl:call-template>
    </sakspart>
  </xsl:template>

</xsl:stylesheet>
