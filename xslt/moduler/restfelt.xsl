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
    exclude-result-prefixes="n ab be exsl">

  <!-- Plassen der restfeltet settes inn når resten er skrevet. -->
  <xsl:template match="be:Melding | journpost | sakspart" mode="restfelt">
    <xsl:if test="$restfelt != 'nei'">
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
          <xsl:if test="$restfelt = 'regnskap'">
            <xsl:variable name="uten-restfelt">
              <xsl:for-each select="..">
                <xsl:call-template name="avskrivningsparter"/>
              </xsl:for-each>
            </xsl:variable>
            <xsl:if test="$uten-restfelt != 'alle' and $uten-restfelt != $avskrivningsparter">
              <xsl:call-template name="funn">
                <xsl:with-param name="kode" select="'OM-084'"/>
                <xsl:with-param name="node" select="$journpost"/>
                <xsl:with-param name="verdi" select="''"/>
              </xsl:call-template>
            </xsl:if>
          </xsl:if>
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

</xsl:stylesheet>
