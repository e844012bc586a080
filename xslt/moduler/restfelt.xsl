<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Restfeltet: det kilden har som de naturlige elementene ikke gir tilbake. Hvert sted leses arkivmeldingen den omvendte
  veien (xslt/omvendt/), og forskjellen fra kilden er restfeltet. Derfor er ingenting tapt, og intet felt er nevnt her.

  Det står i virksomhetsspesifikkeMetadata på de tre stedene skjemaet tillater det: noarksak på mappen, journpost på
  journalposten og sakspart på sakspart. Inni:

    feltets navn  råteksten. @r er det den omvendte veien gir; er @r borte, gir den ingenting
    utelatt       navnet på et felt kilden ikke har, men som den omvendte veien gir (@r)
    tom           navnene på felt som er til stede og tomme
    avledet       elementene i arkivmelding som ikke står i meldingen
    gruppens navn restfeltet til gruppe nummer @nr, som kjennes på @kjennetegn, og på @innhold når flere heter det samme
                  (felles/kjennetegn.xsl); antallet grupper står som attributt på det som er rundt. På journalposten også
                  @avskrivningAvsmot, numrene på partene avskrivningene gjelder, og @avskrivninger, innholdet i dem.
                  Avsender og mottaker i konvolutten kjennes på nummeret i SBD-en
    rekke         rekkefølgen på barna, når den ikke er skjemaets. * er det neste i fremmed
    fremmed       det som ikke er et felt i skjemaet, eller ikke kan stå der det står

  @r er der for at en rettelse skal vinne: gir elementet noe annet enn @r når arkivmeldingen leses, er det endret på
  veien, og da gjelder elementet (omvendt/fletting.xsl).
-->
<xsl:stylesheet version="1.0"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:b="urn:x-arkivbro:restfelt:1"
    xmlns:be="http://www.arkivverket.no/Noark4-1-WS-WD/types"
    xmlns:exsl="http://exslt.org/common"
    xmlns:str="http://exslt.org/strings"
    xmlns:abf="urn:x-arkivbro:funksjoner:1"
    exclude-result-prefixes="n ab be exsl str abf">

  <!-- Plassen der restfeltet settes inn når resten er skrevet. -->
  <xsl:template match="be:Melding | journpost | sakspart" mode="restfelt">
    <xsl:if test="$restfelt = 'ja'">
      <virksomhetsspesifikkeMetadata/>
    </xsl:if>
  </xsl:template>

  <!-- Modus «med-rest»: arkivmeldingen en gang til, med restfeltet på plassene sine. -->

  <xsl:template match="n:arkivmelding" mode="med-rest">
    <xsl:copy>
      <xsl:copy-of select="*[not(self::n:mappe)]"/>
      <xsl:apply-templates select="n:mappe" mode="med-rest"/>
    </xsl:copy>
  </xsl:template>

  <!-- Sakspartene står sist i saksmappen. -->
  <xsl:template match="n:mappe" mode="med-rest">
    <xsl:copy>
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates select="*[not(self::n:sakspart)]" mode="med-rest"/>
      <xsl:if test="n:sakspart">
        <xsl:variable name="felles-sakspart">
          <xsl:call-template name="felles-sakspart"/>
        </xsl:variable>
        <xsl:call-template name="parvis">
          <xsl:with-param name="foerste" select="n:sakspart"/>
          <xsl:with-param name="andre" select="$noarksak/sakspart"/>
          <xsl:with-param name="felles" select="exsl:node-set($felles-sakspart)"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="n:basisregistrering" mode="med-rest">
    <xsl:copy>
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates select="*" mode="med-rest"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="*" mode="med-rest" priority="-1">
    <xsl:copy-of select="."/>
  </xsl:template>

  <xsl:template match="n:mappe/n:virksomhetsspesifikkeMetadata" mode="med-rest">
    <xsl:copy>
      <b:noarksak versjon="1">
        <xsl:call-template name="rest-antall">
          <xsl:with-param name="gruppe" select="../n:klassifikasjon"/>
          <xsl:with-param name="navn" select="'klassering'"/>
        </xsl:call-template>
        <xsl:call-template name="rest-antall">
          <xsl:with-param name="gruppe" select="../n:merknad"/>
          <xsl:with-param name="navn" select="'tilleggsinfo'"/>
        </xsl:call-template>
        <xsl:variable name="omvendt">
          <xsl:apply-templates select=".." mode="omvendt-felt"/>
        </xsl:variable>
        <xsl:for-each select="$noarksak">
          <xsl:call-template name="rest">
            <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
            <xsl:with-param name="felt" select="$felt-noarksak"/>
            <xsl:with-param name="grupper" select="$grupper-noarksak"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:apply-templates select=".." mode="avledet"/>
        <xsl:if test="../n:klassifikasjon">
          <xsl:variable name="felles-klasse">
            <xsl:for-each select="..">
              <xsl:call-template name="felles-klasse"/>
            </xsl:for-each>
          </xsl:variable>
          <xsl:variable name="flertydige-klasser">
            <xsl:call-template name="flertydige">
              <xsl:with-param name="grupper" select="../n:klassifikasjon"/>
            </xsl:call-template>
          </xsl:variable>
          <xsl:call-template name="parvis">
            <xsl:with-param name="foerste" select="../n:klassifikasjon"/>
            <xsl:with-param name="andre" select="$noarksak/klassering"/>
            <xsl:with-param name="felles" select="exsl:node-set($felles-klasse)"/>
            <xsl:with-param name="flertydige" select="exsl:node-set($flertydige-klasser)"/>
          </xsl:call-template>
        </xsl:if>
        <xsl:apply-templates select="$noarksak/journpost" mode="raatt"/>
        <xsl:if test="../n:merknad and $interne-merknader != 'hold-tilbake'">
          <xsl:variable name="felles-merknad">
            <xsl:for-each select="..">
              <xsl:call-template name="felles-merknad"/>
            </xsl:for-each>
          </xsl:variable>
          <xsl:variable name="flertydige-merknader">
            <xsl:call-template name="flertydige">
              <xsl:with-param name="grupper" select="../n:merknad"/>
            </xsl:call-template>
          </xsl:variable>
          <xsl:call-template name="parvis">
            <xsl:with-param name="foerste" select="../n:merknad"/>
            <xsl:with-param name="andre" select="$noarksak/tilleggsinfo"/>
            <xsl:with-param name="felles" select="exsl:node-set($felles-merknad)"/>
            <xsl:with-param name="flertydige" select="exsl:node-set($flertydige-merknader)"/>
          </xsl:call-template>
        </xsl:if>
        <xsl:call-template name="rest-konvolutt"/>
        <xsl:call-template name="rest-melding"/>
      </b:noarksak>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="n:basisregistrering/n:virksomhetsspesifikkeMetadata" mode="med-rest">
    <!-- Partene med en avskrivning, i rekkefølge: « 2 3 ». -->
    <xsl:variable name="avskrivningsparter">
      <xsl:if test="../n:avskrivning">
        <xsl:text> </xsl:text>
        <xsl:for-each select="$journpost/avsmot">
          <xsl:variable name="maate">
            <xsl:call-template name="kode-avskrivningsmaate">
              <xsl:with-param name="felt" select="amAvskm[1]"/>
            </xsl:call-template>
          </xsl:variable>
          <xsl:if test="string($maate)">
            <xsl:value-of select="concat(position(), ' ')"/>
          </xsl:if>
        </xsl:for-each>
      </xsl:if>
    </xsl:variable>
    <xsl:copy>
      <b:journpost versjon="1">
        <xsl:call-template name="rest-antall">
          <xsl:with-param name="gruppe" select="../n:korrespondansepart"/>
          <xsl:with-param name="navn" select="'avsmot'"/>
        </xsl:call-template>
        <xsl:call-template name="rest-antall">
          <xsl:with-param name="gruppe" select="../n:merknad"/>
          <xsl:with-param name="navn" select="'tilleggsinfo'"/>
        </xsl:call-template>
        <xsl:call-template name="rest-antall">
          <xsl:with-param name="gruppe" select="../n:dokumentbeskrivelse"/>
          <xsl:with-param name="navn" select="'dokument'"/>
        </xsl:call-template>
        <xsl:if test="../n:avskrivning">
          <xsl:attribute name="avskrivningAvsmot">
            <xsl:value-of select="normalize-space($avskrivningsparter)"/>
          </xsl:attribute>
        </xsl:if>
        <xsl:if test="../n:avskrivning[2]">
          <xsl:variable name="avskrivninger">
            <xsl:for-each select="../n:avskrivning">
              <ab:par>
                <xsl:attribute name="navn">
                  <xsl:apply-templates select="." mode="innhold"/>
                </xsl:attribute>
              </ab:par>
            </xsl:for-each>
          </xsl:variable>
          <xsl:variable name="ledd" select="exsl:node-set($avskrivninger)/ab:par"/>
          <!-- like avskrivninger kan bytte plass uten at det gjør noe -->
          <xsl:if test="$ledd[@navn != preceding-sibling::*[1]/@navn]">
            <xsl:attribute name="avskrivninger">
              <xsl:for-each select="$ledd">
                <xsl:if test="position() &gt; 1">
                  <xsl:text> </xsl:text>
                </xsl:if>
                <xsl:value-of select="@navn"/>
              </xsl:for-each>
            </xsl:attribute>
          </xsl:if>
        </xsl:if>
        <xsl:variable name="omvendt">
          <xsl:apply-templates select=".." mode="omvendt-felt"/>
        </xsl:variable>
        <xsl:for-each select="$journpost">
          <xsl:call-template name="rest">
            <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
            <xsl:with-param name="felt" select="$felt-journpost"/>
            <xsl:with-param name="grupper" select="$grupper-journpost"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:apply-templates select=".." mode="avledet"/>
        <xsl:variable name="felles-avsmot">
          <xsl:for-each select="..">
            <xsl:call-template name="felles-avsmot">
              <xsl:with-param name="avskrivningsparter" select="string($avskrivningsparter)"/>
            </xsl:call-template>
          </xsl:for-each>
        </xsl:variable>
        <xsl:variable name="flertydige-parter">
          <xsl:call-template name="flertydige">
            <xsl:with-param name="grupper" select="../n:korrespondansepart"/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:call-template name="parvis">
          <xsl:with-param name="foerste" select="../n:korrespondansepart"/>
          <xsl:with-param name="andre" select="$journpost/avsmot"/>
          <xsl:with-param name="felles" select="exsl:node-set($felles-avsmot)"/>
          <xsl:with-param name="flertydige" select="exsl:node-set($flertydige-parter)"/>
        </xsl:call-template>
        <xsl:if test="../n:merknad and $interne-merknader != 'hold-tilbake'">
          <xsl:variable name="felles-merknad">
            <xsl:for-each select="..">
              <xsl:call-template name="felles-merknad"/>
            </xsl:for-each>
          </xsl:variable>
          <xsl:variable name="flertydige-merknader">
            <xsl:call-template name="flertydige">
              <xsl:with-param name="grupper" select="../n:merknad"/>
            </xsl:call-template>
          </xsl:variable>
          <xsl:call-template name="parvis">
            <xsl:with-param name="foerste" select="../n:merknad"/>
            <xsl:with-param name="andre" select="$journpost/tilleggsinfo"/>
            <xsl:with-param name="felles" select="exsl:node-set($felles-merknad)"/>
            <xsl:with-param name="flertydige" select="exsl:node-set($flertydige-merknader)"/>
          </xsl:call-template>
        </xsl:if>
        <xsl:call-template name="parvis">
          <xsl:with-param name="foerste" select="../n:dokumentbeskrivelse/n:dokumentobjekt"/>
          <xsl:with-param name="andre" select="$journpost/dokument[not(@ab:utelatt = 'ja')]"/>
        </xsl:call-template>
      </b:journpost>
    </xsl:copy>
  </xsl:template>

  <!-- Antallet restfeltet gjelder for: er det et annet når det leses, er grupper kommet til eller falt fra på veien. -->
  <xsl:template name="rest-antall">
    <xsl:param name="gruppe"/>
    <xsl:param name="navn"/>
    <xsl:if test="$gruppe">
      <xsl:attribute name="{$navn}">
        <xsl:value-of select="count($gruppe)"/>
      </xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!--
    Modus «par»: restfeltet til én gruppe. Gruppe nummer i i kilden svarer til element nummer i i arkivmelding.
    Parametre: makker (gruppen i kilden), nr, felles, flertydige (kjennetegn.xsl).
  -->

  <xsl:template match="n:korrespondansepart" mode="par">
    <xsl:param name="makker"/>
    <xsl:param name="nr"/>
    <xsl:param name="felles"/>
    <xsl:param name="flertydige"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt">
        <xsl:with-param name="nr" select="$nr"/>
        <xsl:with-param name="felles" select="$felles"/>
      </xsl:apply-templates>
    </xsl:variable>
    <xsl:call-template name="rest-gruppe">
      <xsl:with-param name="kilde" select="$makker"/>
      <xsl:with-param name="nr" select="$nr"/>
      <xsl:with-param name="flertydige" select="$flertydige"/>
      <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
      <xsl:with-param name="felt" select="$felt-avsmot"/>
      <!--
        Like elementer står sammen. Å lete fra begynnelsen, eller etter resten, for hver av mange ville kostet kvadratet; det
        gjør libxml2 også når det står et predikat til bak [1].
      -->
      <xsl:with-param name="flere"
          select="name(preceding-sibling::*[1]) = name() or name(following-sibling::*[1]) = name()
                  or ../n:avskrivning or ../n:journalenhet"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="n:merknad" mode="par">
    <xsl:param name="makker"/>
    <xsl:param name="nr"/>
    <xsl:param name="felles"/>
    <xsl:param name="flertydige"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt">
        <xsl:with-param name="felles" select="$felles"/>
      </xsl:apply-templates>
    </xsl:variable>
    <xsl:call-template name="rest-gruppe">
      <xsl:with-param name="kilde" select="$makker"/>
      <xsl:with-param name="nr" select="$nr"/>
      <xsl:with-param name="flertydige" select="$flertydige"/>
      <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
      <xsl:with-param name="felt" select="$felt-tilleggsinfo"/>
      <xsl:with-param name="flere"
          select="name(preceding-sibling::*[1]) = name() or name(following-sibling::*[1]) = name()"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="n:dokumentobjekt" mode="par">
    <xsl:param name="makker"/>
    <xsl:param name="nr"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt"/>
    </xsl:variable>
    <xsl:call-template name="rest-gruppe">
      <xsl:with-param name="kilde" select="$makker"/>
      <xsl:with-param name="nr" select="$nr"/>
      <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
      <xsl:with-param name="felt" select="$felt-dokument"/>
      <xsl:with-param name="flere" select="../../n:dokumentbeskrivelse[2] | ../n:dokumentobjekt[2]"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="n:klassifikasjon" mode="par">
    <xsl:param name="makker"/>
    <xsl:param name="nr"/>
    <xsl:param name="felles"/>
    <xsl:param name="flertydige"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt">
        <xsl:with-param name="nr" select="$nr"/>
        <xsl:with-param name="felles" select="$felles"/>
      </xsl:apply-templates>
    </xsl:variable>
    <xsl:call-template name="rest-gruppe">
      <xsl:with-param name="kilde" select="$makker"/>
      <xsl:with-param name="nr" select="$nr"/>
      <xsl:with-param name="flertydige" select="$flertydige"/>
      <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
      <xsl:with-param name="felt" select="$felt-klassering"/>
      <xsl:with-param name="flere"
          select="name(preceding-sibling::*[1]) = name() or name(following-sibling::*[1]) = name()"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Sakspart har sin egen plass til restfeltet: hele elementet skrives her. -->
  <xsl:template match="n:sakspart" mode="par">
    <xsl:param name="makker"/>
    <xsl:param name="felles"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt">
        <xsl:with-param name="felles" select="$felles"/>
      </xsl:apply-templates>
    </xsl:variable>
    <xsl:variable name="rest">
      <xsl:for-each select="$makker">
        <xsl:call-template name="rest">
          <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
          <xsl:with-param name="felt" select="$felt-sakspart"/>
        </xsl:call-template>
        <xsl:apply-templates select="." mode="avledet"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:copy>
      <xsl:copy-of select="*[not(self::n:virksomhetsspesifikkeMetadata)]"/>
      <xsl:if test="exsl:node-set($rest)/*">
        <virksomhetsspesifikkeMetadata>
          <b:sakspart versjon="1">
            <xsl:copy-of select="$rest"/>
          </b:sakspart>
        </virksomhetsspesifikkeMetadata>
      </xsl:if>
    </xsl:copy>
  </xsl:template>

  <!--
    En gruppe som har noe igjen, eller som må kunne skilles fra andre. Kontekst: elementet i arkivmelding.
    Parametre: kilde, nr, flertydige, omvendt (feltene), felt (listen over dem), flere (sant når gruppen ikke er alene,
               eller noe på det som er rundt, er dens).
  -->
  <xsl:template name="rest-gruppe">
    <xsl:param name="kilde"/>
    <xsl:param name="nr"/>
    <xsl:param name="flertydige" select="/.."/>
    <xsl:param name="omvendt"/>
    <xsl:param name="felt"/>
    <xsl:param name="flere"/>
    <xsl:variable name="rest">
      <xsl:for-each select="$kilde">
        <xsl:call-template name="rest">
          <xsl:with-param name="omvendt" select="$omvendt"/>
          <xsl:with-param name="felt" select="$felt"/>
        </xsl:call-template>
        <xsl:apply-templates select="." mode="avledet"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="$flere or exsl:node-set($rest)/*">
      <xsl:element name="b:{local-name($kilde)}">
        <xsl:attribute name="nr">
          <xsl:value-of select="$nr"/>
        </xsl:attribute>
        <xsl:attribute name="kjennetegn">
          <xsl:apply-templates select="." mode="kjennetegn"/>
        </xsl:attribute>
        <xsl:variable name="gruppe" select="."/>
        <xsl:variable name="id" select="generate-id()"/>
        <xsl:for-each select="$flertydige[key('par', $id)]">
          <xsl:attribute name="innhold">
            <xsl:apply-templates select="$gruppe" mode="innhold"/>
          </xsl:attribute>
        </xsl:for-each>
        <xsl:copy-of select="$rest"/>
      </xsl:element>
    </xsl:if>
  </xsl:template>

  <!-- Konvolutten: det SBD-en ikke har, og det den kan komme til å ha annerledes hos mottakeren. -->
  <xsl:template name="rest-konvolutt">
    <xsl:variable name="omvendt">
      <xsl:call-template name="omvendt-konvolutt">
        <xsl:with-param name="samtale" select="$sbd-samtale"/>
        <xsl:with-param name="avsender" select="$sbd-avsender"/>
        <xsl:with-param name="mottaker" select="$sbd-mottaker"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="naturlig" select="exsl:node-set($omvendt)/*"/>
    <xsl:variable name="rest">
      <xsl:for-each select="$konvolutt">
        <xsl:call-template name="rest-attributt">
          <xsl:with-param name="attributt" select="@conversationId"/>
          <xsl:with-param name="gitt" select="$naturlig/@conversationId"/>
        </xsl:call-template>
        <xsl:call-template name="rest-attributt">
          <xsl:with-param name="attributt" select="@contentNamespace"/>
          <xsl:with-param name="gitt" select="$naturlig/@contentNamespace"/>
        </xsl:call-template>
        <xsl:call-template name="rest">
          <xsl:with-param name="omvendt" select="$naturlig/*"/>
          <xsl:with-param name="grupper" select="$grupper-envelope"/>
          <xsl:with-param name="attributter" select="' conversationId contentNamespace '"/>
        </xsl:call-template>
        <xsl:for-each select="sender[1] | receiver[1]">
          <xsl:variable name="ende" select="$naturlig/*[name() = name(current())]"/>
          <xsl:variable name="part">
            <xsl:call-template name="rest">
              <xsl:with-param name="omvendt" select="$ende/*"/>
              <xsl:with-param name="felt" select="$felt-part"/>
            </xsl:call-template>
          </xsl:variable>
          <xsl:if test="exsl:node-set($part)/*">
            <xsl:element name="b:{name()}">
              <xsl:attribute name="kjennetegn">
                <xsl:value-of select="$ende/orgnr"/>
              </xsl:attribute>
              <xsl:copy-of select="$part"/>
            </xsl:element>
          </xsl:if>
        </xsl:for-each>
        <xsl:apply-templates select="." mode="avledet"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="exsl:node-set($rest)/*">
      <b:konvolutt>
        <xsl:copy-of select="$rest"/>
      </b:konvolutt>
    </xsl:if>
  </xsl:template>

  <xsl:template name="rest-attributt">
    <xsl:param name="attributt"/>
    <xsl:param name="gitt"/>
    <xsl:choose>
      <xsl:when test="not($attributt)">
        <b:utelatt r="{$gitt}">
          <xsl:value-of select="name($gitt)"/>
        </b:utelatt>
      </xsl:when>
      <xsl:when test="string($attributt) != string($gitt)">
        <xsl:element name="b:{name($attributt)}">
          <xsl:attribute name="r">
            <xsl:value-of select="$gitt"/>
          </xsl:attribute>
          <xsl:value-of select="$attributt"/>
        </xsl:element>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Det som står i Melding utenom journalposten og saken, eller i en annen rekkefølge. -->
  <xsl:template name="rest-melding">
    <xsl:variable name="rest">
      <xsl:for-each select="$melding">
        <xsl:call-template name="rest">
          <xsl:with-param name="grupper" select="$grupper-Melding"/>
        </xsl:call-template>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="exsl:node-set($rest)/*">
      <b:Melding>
        <xsl:copy-of select="$rest"/>
      </b:Melding>
    </xsl:if>
  </xsl:template>

  <!--
    Forskjellen mellom feltene i en gruppe og dem den omvendte veien gir. Vertsprogrammet finner den i ett gjennomløp når
    gruppen er regelmessig; her kostet den målt halve omformingen.
    Kontekst:  gruppen i kilden.
    Parametre: omvendt      feltene den omvendte veien gir
               felt         feltene gruppen kan ha, i rekkefølge
               grupper      gruppene den kan ha, i rekkefølge
               attributter  attributtene som er tatt av den som kaller
  -->
  <xsl:template name="rest">
    <xsl:param name="omvendt" select="/.."/>
    <xsl:param name="felt" select="' '"/>
    <xsl:param name="grupper" select="' '"/>
    <xsl:param name="attributter" select="' '"/>
    <xsl:choose>
      <xsl:when test="$har-rest-funksjon and abf:regelmessig(., $felt, $grupper, $sammensatte-felt, $attributter)">
        <xsl:copy-of select="abf:rest(., $omvendt, $felt)"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="rest-uten-vert">
          <xsl:with-param name="omvendt" select="$omvendt"/>
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="grupper" select="$grupper"/>
          <xsl:with-param name="attributter" select="$attributter"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:variable name="har-rest-funksjon" select="function-available('abf:rest')"/>

  <xsl:template name="rest-uten-vert">
    <xsl:param name="omvendt"/>
    <xsl:param name="felt"/>
    <xsl:param name="grupper"/>
    <xsl:param name="attributter"/>
    <xsl:variable name="kilde" select="."/>
    <xsl:variable name="alle" select="concat($felt, $grupper)"/>
    <!-- Regelmessig: hvert barn er et kjent felt uten noe ved seg, og det neste er et av dem som kan komme etter. -->
    <xsl:variable name="uregelmessig"
        select="*[not(contains($alle, concat(' ', name(), ' ')))
                  or following-sibling::*[1]
                     and not(contains(concat(' ', substring-after($alle, concat(' ', name(), ' '))),
                                      concat(' ', name(following-sibling::*[1]), ' ')))
                     and not(contains($grupper, concat(' ', name(), ' '))
                             and name() = name(following-sibling::*[1]))]
                or *[@* or *][contains($felt, concat(' ', name(), ' '))]
                   [@*[not(namespace-uri())] or not(contains($sammensatte-felt, concat(' ', name(), ' ')))]
                or @*[not(namespace-uri()) and not(contains($attributter, concat(' ', name(), ' ')))]
                or text()[normalize-space() or not(../*)]"/>
    <!-- Det første av hvert felt. Letet hvert barn etter sitt, ville arbeidet vokse med kvadratet av antallet. -->
    <xsl:variable name="foerste">
      <xsl:if test="$uregelmessig">
        <xsl:for-each select="str:tokenize($felt, ' ')">
          <xsl:variable name="navn" select="string()"/>
          <xsl:value-of select="concat(' ', generate-id($kilde/*[name() = $navn][1]), ' ')"/>
        </xsl:for-each>
      </xsl:if>
    </xsl:variable>
    <xsl:for-each select="*[contains($felt, concat(' ', name(), ' '))]">
      <xsl:variable name="navn" select="name()"/>
      <xsl:variable name="gitt" select="$omvendt[name() = $navn]"/>
      <xsl:choose>
        <xsl:when test="$uregelmessig and (not(contains($foerste, concat(' ', generate-id(), ' ')))
                                           or @*[not(namespace-uri())]
                                           or * and not(contains($sammensatte-felt, concat(' ', $navn, ' '))))"/>
        <xsl:when test="* or $gitt/*">
          <!-- fil: innholdet er vedlegget, og bare at base64 er der, kan være ulikt -->
          <xsl:if test="not($gitt) or count(*) != 1 or not(base64)
                        or base64/node() or base64/@*[not(namespace-uri())] or text()[normalize-space()]">
            <xsl:element name="b:{$navn}">
              <xsl:if test="$gitt">
                <xsl:attribute name="r"/>
              </xsl:if>
              <xsl:apply-templates select="node()" mode="raatt"/>
            </xsl:element>
          </xsl:if>
        </xsl:when>
        <xsl:when test="$gitt = string()"/>
        <xsl:when test="$gitt">
          <xsl:element name="b:{$navn}">
            <xsl:attribute name="r">
              <xsl:value-of select="$gitt"/>
            </xsl:attribute>
            <xsl:value-of select="."/>
          </xsl:element>
        </xsl:when>
        <xsl:when test="string()">
          <xsl:element name="b:{$navn}">
            <xsl:value-of select="."/>
          </xsl:element>
        </xsl:when>
      </xsl:choose>
    </xsl:for-each>
    <xsl:variable name="tomme">
      <xsl:for-each select="*[not(node()) and contains($felt, concat(' ', name(), ' '))]">
        <xsl:variable name="navn" select="name()"/>
        <xsl:if test="not($omvendt[name() = $navn])
                      and not($uregelmessig and (not(contains($foerste, concat(' ', generate-id(), ' ')))
                                                 or @*[not(namespace-uri())]))">
          <xsl:value-of select="concat(' ', $navn)"/>
        </xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="string($tomme)">
      <b:tom>
        <xsl:value-of select="substring($tomme, 2)"/>
      </b:tom>
    </xsl:if>
    <xsl:for-each select="$omvendt">
      <xsl:variable name="navn" select="name()"/>
      <xsl:if test="not($kilde/*[name() = $navn]
                        [1][not($uregelmessig) or contains($grupper, concat(' ', $navn, ' '))
                            or not(@*[not(namespace-uri())])
                               and (not(*) or contains($sammensatte-felt, concat(' ', $navn, ' ')))])">
        <b:utelatt r="{.}">
          <xsl:value-of select="$navn"/>
        </b:utelatt>
      </xsl:if>
    </xsl:for-each>
    <xsl:if test="$uregelmessig">
      <xsl:call-template name="rekke">
        <xsl:with-param name="felt" select="$felt"/>
        <xsl:with-param name="grupper" select="$grupper"/>
        <xsl:with-param name="attributter" select="$attributter"/>
        <xsl:with-param name="foerste" select="string($foerste)"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!--
    Rekkefølgen i en uregelmessig gruppe, og det i den som ikke er felt på plassen sin. Blanke er innrykk der det står
    elementer, og innhold der det ikke gjør det.
    Kontekst og parametre: som «rest», og foerste (det første av hvert felt, som generate-id med blanke rundt).
  -->
  <xsl:template name="rekke">
    <xsl:param name="felt"/>
    <xsl:param name="grupper"/>
    <xsl:param name="attributter"/>
    <xsl:param name="foerste"/>
    <xsl:variable name="navnene">
      <xsl:for-each select="node()[self::* or self::text()[normalize-space() or not(../*)]]">
        <xsl:variable name="navn" select="name()"/>
        <xsl:choose>
          <xsl:when test="self::* and contains($grupper, concat(' ', $navn, ' '))">
            <xsl:value-of select="concat(' ', $navn)"/>
          </xsl:when>
          <xsl:when test="$interne-merknader = 'hold-tilbake' and translate(local-name(), $store, $smaa) = 'tilleggsinfo'"/>
          <xsl:when test="self::* and contains($felt, concat(' ', $navn, ' ')) and not(@*[not(namespace-uri())])
                          and (not(*) or contains($sammensatte-felt, concat(' ', $navn, ' ')))
                          and contains($foerste, concat(' ', generate-id(), ' '))">
            <xsl:value-of select="concat(' ', $navn)"/>
          </xsl:when>
          <xsl:otherwise> *</xsl:otherwise>
        </xsl:choose>
      </xsl:for-each>
    </xsl:variable>
    <b:rekke>
      <xsl:value-of select="substring($navnene, 2)"/>
    </b:rekke>
    <xsl:for-each select="@*[not(namespace-uri()) and not(contains($attributter, concat(' ', name(), ' ')))]">
      <b:attributt navn="{name()}">
        <xsl:value-of select="."/>
      </b:attributt>
    </xsl:for-each>
    <xsl:variable name="fremmede">
      <xsl:for-each select="node()[self::* or self::text()[normalize-space() or not(../*)]]">
        <xsl:variable name="navn" select="name()"/>
        <xsl:choose>
          <xsl:when test="not(self::*)">
            <b:tekst>
              <xsl:value-of select="."/>
            </b:tekst>
          </xsl:when>
          <xsl:when test="contains($grupper, concat(' ', $navn, ' '))"/>
          <!-- en intern merknad som ikke står der den hører hjemme, holdes tilbake som de andre -->
          <xsl:when test="$interne-merknader = 'hold-tilbake' and translate(local-name(), $store, $smaa) = 'tilleggsinfo'">
            <xsl:apply-templates select="." mode="raatt"/>
          </xsl:when>
          <xsl:when test="contains($felt, concat(' ', $navn, ' ')) and not(@*[not(namespace-uri())])
                          and (not(*) or contains($sammensatte-felt, concat(' ', $navn, ' ')))
                          and contains($foerste, concat(' ', generate-id(), ' '))"/>
          <xsl:otherwise>
            <xsl:call-template name="raatt-element"/>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="exsl:node-set($fremmede)/*">
      <b:fremmed>
        <xsl:copy-of select="$fremmede"/>
      </b:fremmed>
    </xsl:if>
  </xsl:template>

  <!-- Det som betyr noe for seg i restfeltet: et fremmed felt som heter det samme, står i b:element. -->
  <xsl:variable name="restfeltets-navn" select="' element tekst attributt rekke tom avledet utelatt fremmed '"/>

  <!-- Modus «raatt»: et element som det er, med alt i seg. Et vanlig Noark 4-element beholder navnet sitt. -->

  <!-- Uten predikat i mønsteret: libxslt teller da søsknene på nytt for hvert element som har noe i seg. -->
  <xsl:template match="*" mode="raatt">
    <xsl:choose>
      <!-- også i et annet navnerom eller med andre bokstaver: da er den ukjent, men den er like intern -->
      <xsl:when test="translate(local-name(), 'TILEGSNFO', 'tilegsnfo') = 'tilleggsinfo'">
        <xsl:call-template name="raatt-merknad"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="raatt"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="raatt">
    <xsl:choose>
      <xsl:when test="namespace-uri() or @*[not(namespace-uri())] or contains($restfeltets-navn, concat(' ', name(), ' '))">
        <xsl:call-template name="raatt-element"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:element name="b:{name()}">
          <xsl:apply-templates select="@ab:filnavn" mode="raatt"/>
          <xsl:apply-templates select="node()" mode="raatt"/>
        </xsl:element>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Et dokument uten innhold, som innstillingen utelater. -->
  <xsl:template match="dokument[@ab:utelatt = 'ja']" mode="raatt" priority="1"/>

  <xsl:template name="raatt-merknad">
    <xsl:choose>
      <xsl:when test="$interne-merknader != 'hold-tilbake'">
        <xsl:call-template name="raatt"/>
      </xsl:when>
      <xsl:when test="not(self::tilleggsinfo)">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-050'"/>
          <xsl:with-param name="verdi" select="''"/>
          <xsl:with-param name="arg1" select="1"/>
        </xsl:call-template>
      </xsl:when>
      <!-- Ett funn for alle som står sammen. -->
      <xsl:when test="not(preceding-sibling::tilleggsinfo[1])">
        <xsl:variable name="sted">
          <xsl:call-template name="sti">
            <xsl:with-param name="node" select=".."/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-050'"/>
          <xsl:with-param name="sti" select="concat($sted, '/tilleggsinfo')"/>
          <xsl:with-param name="verdi" select="''"/>
          <xsl:with-param name="arg1" select="count(../tilleggsinfo)"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Navnet på filen, når det er en; ellers på den tomme som står i stedet. -->
  <xsl:template match="@ab:filnavn" mode="raatt">
    <xsl:variable name="navn">
      <xsl:choose>
        <xsl:when test="../fil/base64">filnavn</xsl:when>
        <xsl:otherwise>utenfil</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:attribute name="{$navn}">
      <xsl:value-of select="."/>
    </xsl:attribute>
  </xsl:template>

  <xsl:template match="text()" mode="raatt">
    <xsl:value-of select="."/>
  </xsl:template>

  <!-- Navnerommet som verdi: slik kan ikke et fremmed element bli lest som et av arkivmeldingens egne. -->
  <xsl:template name="raatt-element">
    <b:element navn="{local-name()}">
      <xsl:if test="namespace-uri()">
        <xsl:attribute name="rom">
          <xsl:choose>
            <!-- libxml2 har hver & i et navnerom som en referanse. -->
            <xsl:when test="contains(namespace-uri(), '&amp;')">
              <xsl:value-of select="str:replace(namespace-uri(), '&amp;#38;', '&amp;')"/>
            </xsl:when>
            <xsl:otherwise>
              <xsl:value-of select="namespace-uri()"/>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="@ab:filnavn" mode="raatt"/>
      <xsl:for-each select="@*[not(namespace-uri())]">
        <xsl:attribute name="b:{name()}">
          <xsl:value-of select="."/>
        </xsl:attribute>
      </xsl:for-each>
      <xsl:apply-templates select="node()" mode="raatt"/>
    </b:element>
  </xsl:template>

</xsl:stylesheet>
