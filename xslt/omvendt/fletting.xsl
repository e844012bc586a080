<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Fletting: feltene de naturlige elementene gir, og restfeltet ved siden av dem (moduler/restfelt.xsl), blir gruppen
  slik avsenderen skrev den. For hvert felt:

    elementet var laget av det (reservefelt),   ingenting
      og er rettet
    restfeltet har det, og elementet gir @r     råteksten
    restfeltet sier at det er utelatt, og       ingenting
      elementet gir @r
    elementet gir noe                           det: er det noe annet enn @r, er elementet rettet på veien
    restfeltet sier at det er tomt              et tomt felt

  Gruppene kjennes igjen på plassen, så lenge de er like mange og hver heter det samme som før. Ellers kan plassen høre til en
  annen enn restfeltet ble skrevet for. Da følger det gruppen som gir det samme kjennetegnet, og der flere het det samme, den
  som har det samme innholdet. Er de like mange, følger resten plassen, for en gruppe kan være rettet, og det meldes når navnet
  er et annet; er de blitt flere eller færre, brukes ikke resten.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:b="urn:x-arkivbro:restfelt:1"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:str="http://exslt.org/strings"
    xmlns:exsl="http://exslt.org/common"
    exclude-result-prefixes="n b str exsl">

  <!-- Restfeltet til gruppe nummer @nr. Ikke | mellom navnene: det ene antallet ville kostet ganger det andre. -->
  <xsl:key name="rest-nr" match="b:*[@nr]" use="concat(generate-id(..), ' ', local-name(), ' ', @nr)"/>

  <!-- Det som skal stå på en plass i en lang rekke. -->
  <xsl:key name="fremmed-id" match="b:fremmed/b:*" use="generate-id()"/>
  <xsl:key name="gruppe-id" match="/*" use="generate-id()"/>

  <!--
    Grupper som kan gjentas, hver med restfeltet sitt.
    Parametre: grupper     elementene i arkivmelding
               felles      det de har felles; kan mangle
               rest        restfeltet til det de står i; kan mangle
               navn        gruppen i Noark 4
  -->
  <xsl:template name="flettede-grupper">
    <xsl:param name="grupper"/>
    <xsl:param name="felles" select="/.."/>
    <xsl:param name="rest"/>
    <xsl:param name="navn"/>
    <xsl:variable name="er-like-mange" select="$rest/@*[name() = $navn] = count($grupper)"/>
    <xsl:variable name="er-flyttet">
      <xsl:if test="$er-like-mange">
        <xsl:call-template name="er-flyttet">
          <xsl:with-param name="grupper" select="$grupper"/>
          <xsl:with-param name="rest" select="$rest"/>
          <xsl:with-param name="navn" select="$navn"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="not($rest/@*[name() = $navn]) or $er-like-mange and not(string($er-flyttet))">
        <xsl:apply-templates select="$grupper" mode="flettet">
          <xsl:with-param name="felles" select="$felles"/>
          <xsl:with-param name="rest" select="$rest"/>
        </xsl:apply-templates>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="flettede-grupper-etter-kjennetegn">
          <xsl:with-param name="grupper" select="$grupper"/>
          <xsl:with-param name="felles" select="$felles"/>
          <xsl:with-param name="rest" select="$rest"/>
          <xsl:with-param name="baarne" select="$rest/b:*[local-name() = $navn][@nr]"/>
          <xsl:with-param name="er-like-mange" select="$er-like-mange"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Om en gruppe heter noe annet enn den som sto på plassen da restfeltet ble skrevet, eller har et annet innhold når flere het
    det samme.
    Parametre: grupper, rest, navn som for «flettede-grupper».
    Resultat:  tomt når alle står der de sto.
  -->
  <xsl:template name="er-flyttet">
    <xsl:param name="grupper"/>
    <xsl:param name="rest"/>
    <xsl:param name="navn"/>
    <xsl:if test="$rest/b:*[local-name() = $navn]/@kjennetegn">
      <xsl:variable name="sted" select="concat(generate-id($rest), ' ', $navn, ' ')"/>
      <xsl:for-each select="$grupper">
        <xsl:variable name="baaren" select="key('rest-nr', concat($sted, position()))"/>
        <xsl:if test="$baaren/@kjennetegn">
          <xsl:variable name="lest">
            <xsl:apply-templates select="." mode="kjennetegn"/>
          </xsl:variable>
          <xsl:if test="$baaren/@kjennetegn != string($lest)">*</xsl:if>
        </xsl:if>
        <xsl:if test="$baaren/@innhold">
          <xsl:variable name="innhold">
            <xsl:apply-templates select="." mode="innhold"/>
          </xsl:variable>
          <xsl:if test="$baaren/@innhold != string($innhold)">*</xsl:if>
        </xsl:if>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!--
    Parametre: som over, og baarne (restfeltet til hver av gruppene), og er-like-mange: da følger det som ikke kjennes igjen,
    plassen, om ingen annen har gjort krav på den. Gruppen kan være rettet.
  -->
  <xsl:template name="flettede-grupper-etter-kjennetegn">
    <xsl:param name="grupper"/>
    <xsl:param name="felles"/>
    <xsl:param name="rest"/>
    <xsl:param name="baarne"/>
    <xsl:param name="er-like-mange" select="false()"/>
    <!-- Innholdet går foran: der det står, het flere det samme. -->
    <xsl:variable name="skrevet-innhold">
      <xsl:for-each select="$baarne[@innhold]">
        <ab:par navn="{@innhold}" makker="{@nr}"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="lest-innhold">
      <xsl:if test="$baarne/@innhold">
        <xsl:for-each select="$grupper">
          <ab:par id="{generate-id()}">
            <xsl:attribute name="navn">
              <xsl:apply-templates select="." mode="innhold"/>
            </xsl:attribute>
          </ab:par>
        </xsl:for-each>
      </xsl:if>
    </xsl:variable>
    <xsl:variable name="kjent-paa-innhold">
      <xsl:call-template name="gjenkjente">
        <xsl:with-param name="skrevet" select="exsl:node-set($skrevet-innhold)/ab:par"/>
        <xsl:with-param name="lest" select="exsl:node-set($lest-innhold)/ab:par"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="funnet" select="exsl:node-set($kjent-paa-innhold)"/>
    <xsl:variable name="skrevet">
      <xsl:for-each select="$baarne[string(@kjennetegn)]">
        <xsl:variable name="baaren" select="."/>
        <xsl:for-each select="$funnet[not(key('par', $baaren/@nr))]">
          <ab:par navn="{$baaren/@kjennetegn}" makker="{$baaren/@nr}"/>
        </xsl:for-each>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="lest">
      <xsl:for-each select="$grupper">
        <xsl:variable name="gruppe" select="."/>
        <xsl:variable name="id" select="generate-id()"/>
        <xsl:for-each select="$funnet[not(key('par', $id))]">
          <ab:par id="{$id}">
            <xsl:attribute name="navn">
              <xsl:apply-templates select="$gruppe" mode="kjennetegn"/>
            </xsl:attribute>
          </ab:par>
        </xsl:for-each>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="kjent">
      <xsl:copy-of select="$kjent-paa-innhold"/>
      <xsl:call-template name="gjenkjente">
        <xsl:with-param name="skrevet" select="exsl:node-set($skrevet)/ab:par"/>
        <xsl:with-param name="lest" select="exsl:node-set($lest)/ab:par"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="gjenkjente" select="exsl:node-set($kjent)"/>
    <xsl:variable name="sted" select="concat(generate-id($rest), ' ', local-name($baarne), ' ')"/>
    <xsl:variable name="er-navnloese" select="not($baarne/@kjennetegn)"/>
    <xsl:variable name="ved-plassen">
      <xsl:for-each select="$grupper[$er-like-mange]">
        <xsl:variable name="id" select="generate-id()"/>
        <xsl:variable name="nr" select="position()"/>
        <xsl:variable name="baaren" select="key('rest-nr', concat($sted, $nr))"/>
        <xsl:variable name="heter">
          <xsl:apply-templates select="." mode="kjennetegn"/>
        </xsl:variable>
        <xsl:variable name="foelger">
          <xsl:if test="$nr = 1 and self::n:korrespondansepart and string(../n:journalenhet)">*</xsl:if>
          <xsl:for-each select="$felles[ab:par]">
            <xsl:if test="key('par', string($nr))">*</xsl:if>
          </xsl:for-each>
        </xsl:variable>
        <xsl:for-each select="$gjenkjente[$baaren][not(key('par', $id) or key('par', string($nr)))]">
          <ab:par id="{$id}" navn="{$nr}"/>
          <xsl:apply-templates select="$baaren[@kjennetegn != string($heter)]" mode="ved-plassen">
            <xsl:with-param name="foelger" select="string($foelger)"/>
          </xsl:apply-templates>
        </xsl:for-each>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="alle">
      <xsl:copy-of select="$kjent"/>
      <xsl:copy-of select="$ved-plassen"/>
    </xsl:variable>
    <xsl:variable name="kjente" select="exsl:node-set($alle)"/>
    <!-- Numrene gruppene hadde da restfeltet ble skrevet, så langt de er kjent. -->
    <xsl:variable name="numre">
      <xsl:for-each select="$grupper">
        <xsl:variable name="id" select="generate-id()"/>
        <xsl:variable name="plass" select="position()"/>
        <xsl:for-each select="$kjente">
          <xsl:variable name="nr" select="key('par', $id)/@navn"/>
          <xsl:choose>
            <xsl:when test="$nr">
              <ab:par id="{$id}" navn="{$nr}"/>
            </xsl:when>
            <!-- Står det ikke hva noen heter, er plassen alt det er å gå etter. -->
            <xsl:when test="$er-navnloese or $er-like-mange and not(key('par', string($plass)))">
              <ab:par id="{$id}" navn="{$plass}"/>
            </xsl:when>
          </xsl:choose>
        </xsl:for-each>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="nummererte" select="exsl:node-set($numre)"/>
    <xsl:variable name="uten-part">
      <xsl:for-each select="$felles/ab:par">
        <xsl:variable name="nr" select="string(@navn)"/>
        <xsl:for-each select="$nummererte[not(key('par', $nr))]">*</xsl:for-each>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="string($uten-part)">
      <xsl:for-each select="$grupper[1]/..">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-071'"/>
        </xsl:call-template>
      </xsl:for-each>
    </xsl:if>
    <!-- Enheten på journalposten er den førstes: er det ikke kjent hvem det er nå, er enheten ingens. -->
    <xsl:variable name="uten-foerste" select="not($er-navnloese) and $kjente[not(key('par', '1'))]"/>
    <xsl:if test="$uten-foerste">
      <xsl:for-each select="$grupper[1][self::n:korrespondansepart]/../n:journalenhet[string()]">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-081'"/>
        </xsl:call-template>
      </xsl:for-each>
    </xsl:if>
    <xsl:for-each select="$grupper">
      <xsl:variable name="gruppe" select="."/>
      <xsl:variable name="plass" select="position()"/>
      <xsl:for-each select="$kjente">
        <xsl:variable name="nr" select="string(key('par', generate-id($gruppe))/@navn)"/>
        <xsl:variable name="er-foerste" select="$nr = '1' or $nr = '' and $plass = 1 and not($uten-foerste or key('par', '1'))"/>
        <xsl:variable name="opprinnelig">
          <xsl:for-each select="$nummererte">
            <xsl:value-of select="key('par', generate-id($gruppe))/@navn"/>
          </xsl:for-each>
        </xsl:variable>
        <xsl:apply-templates select="$gruppe" mode="flettet">
          <xsl:with-param name="felles" select="$felles"/>
          <xsl:with-param name="rest" select="$rest"/>
          <xsl:with-param name="plass" select="$plass"/>
          <xsl:with-param name="nr" select="$nr"/>
          <xsl:with-param name="er-foerste" select="$er-foerste"/>
          <xsl:with-param name="opprinnelig" select="string($opprinnelig)"/>
        </xsl:apply-templates>
      </xsl:for-each>
    </xsl:for-each>
    <xsl:for-each select="$baarne">
      <xsl:variable name="baaren" select="."/>
      <xsl:for-each select="$kjente[not(key('par', $baaren/@nr))]">
        <xsl:apply-templates select="$baaren" mode="utelatt"/>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>

  <!--
    Hvem som er hvem: bare de som er alene om å være som de er, både der det ble skrevet og der det leses.
    Parametre: skrevet (ab:par med navn, og makker er nummeret), lest (ab:par med navn og id).
    Resultat:  ab:par med id og, som navn, nummeret.
  -->
  <xsl:template name="gjenkjente">
    <xsl:param name="skrevet"/>
    <xsl:param name="lest"/>
    <xsl:variable name="entydig-skrevet">
      <xsl:call-template name="entydige">
        <xsl:with-param name="par" select="$skrevet"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="entydig-lest">
      <xsl:call-template name="entydige">
        <xsl:with-param name="par" select="$lest"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="skrevne" select="exsl:node-set($entydig-skrevet)"/>
    <xsl:for-each select="exsl:node-set($entydig-lest)/ab:par">
      <xsl:variable name="id" select="@id"/>
      <xsl:variable name="navn" select="@navn"/>
      <xsl:for-each select="$skrevne">
        <xsl:for-each select="key('par', $navn)">
          <ab:par id="{$id}" navn="{@makker}"/>
        </xsl:for-each>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>

  <!--
    De som ingen av de andre heter det samme som. Sortert, for da står de like ved siden av hverandre: et oppslag ville
    for hver av dem gitt en kopi av alle som heter det samme.
    Parametre: par.
  -->
  <xsl:template name="entydige">
    <xsl:param name="par"/>
    <xsl:variable name="sortert">
      <xsl:for-each select="$par">
        <xsl:sort select="@navn"/>
        <xsl:copy-of select="."/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:copy-of select="exsl:node-set($sortert)/ab:par[not(preceding-sibling::*[1]/@navn = @navn)]
                         [not(following-sibling::*[1]/@navn = @navn)]"/>
  </xsl:template>

  <!--
    Modus «ved-plassen»: restfeltet til en gruppe som ikke kjennes igjen, og som får det likevel.
    Parametre: foelger (er ikke tom når noe på det som er rundt, følger med).
  -->
  <xsl:template match="b:*" mode="ved-plassen">
    <xsl:param name="foelger"/>
    <xsl:if test="$foelger != '' or b:*[not(self::b:avledet)]">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-079'"/>
        <xsl:with-param name="verdi" select="''"/>
        <xsl:with-param name="arg1" select="local-name()"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Modus «utelatt»: restfeltet til en gruppe som ikke kjennes igjen. Meldes når det har en verdi. -->
  <xsl:template match="b:*" mode="utelatt">
    <xsl:if test="b:*[not(self::b:avledet or self::b:utelatt or self::b:tom or self::b:rekke)]
                  [normalize-space() or descendant-or-self::*/@b:*]">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-077'"/>
        <xsl:with-param name="verdi" select="''"/>
        <xsl:with-param name="arg1" select="local-name()"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!--
    Innholdet i en gruppe.
    Parametre: omvendt     feltene de naturlige elementene gir
               rest        elementet i restfeltet; kan mangle
               felt        feltene gruppen kan ha, i rekkefølge
               grupper     gruppene i den, ferdig flettet
               gruppenavn  gruppene den kan ha, i rekkefølge
  -->
  <xsl:template name="flett">
    <xsl:param name="omvendt" select="/.."/>
    <xsl:param name="rest" select="/.."/>
    <xsl:param name="felt" select="/.."/>
    <xsl:param name="grupper" select="/.."/>
    <xsl:param name="gruppenavn" select="' '"/>
    <xsl:choose>
      <xsl:when test="$rest/b:rekke">
        <xsl:call-template name="flett-rekke">
          <xsl:with-param name="omvendt" select="$omvendt"/>
          <xsl:with-param name="rest" select="$rest"/>
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="grupper" select="$grupper"/>
          <xsl:with-param name="gruppenavn" select="$gruppenavn"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$rest/*">
        <xsl:for-each select="$felt">
          <xsl:call-template name="flett-felt">
            <xsl:with-param name="navn" select="string()"/>
            <xsl:with-param name="omvendt" select="$omvendt"/>
            <xsl:with-param name="rest" select="$rest"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:copy-of select="$grupper"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:copy-of select="$omvendt | $grupper"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Parametre: navn; omvendt og rest som over; er-meldt (en rettelse av feltet er meldt alt). -->
  <xsl:template name="flett-felt">
    <xsl:param name="navn"/>
    <xsl:param name="omvendt"/>
    <xsl:param name="rest"/>
    <xsl:param name="er-meldt" select="false()"/>
    <xsl:variable name="gitt" select="$omvendt[name() = $navn]"/>
    <xsl:variable name="baaret" select="$rest/b:*[local-name() = $navn]"/>
    <xsl:variable name="utelatt" select="$rest/b:utelatt[. = $navn]"/>
    <xsl:variable name="forlatt">
      <xsl:choose>
        <!-- en opphørsdato uten skjerming hørte ikke til noen, og ikke til den som er kommet til -->
        <xsl:when test="$navn = 'jpAgdato' and not($gitt) and $baaret[not(@r)] and $omvendt[self::jpTgkode or self::jpUoff]">
          <xsl:call-template name="dato">
            <xsl:with-param name="felt" select="$baaret[1]"/>
            <xsl:with-param name="meld" select="false()"/>
          </xsl:call-template>
        </xsl:when>
        <!-- en kopi hos en avsender ble båret; nå er parten rettet til mottaker, og ikke til kopimottaker -->
        <xsl:when test="$navn = 'amKopimot' and not($gitt) and $baaret[not(@r)][normalize-space() = '1']
                        and $omvendt[self::amIhtype] = '1'">*</xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string($forlatt)">
        <xsl:call-template name="rettet">
          <xsl:with-param name="rest" select="$baaret"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$baaret and ($gitt and $baaret/@r = string($gitt) and not($gitt/@ab:annens)
                                   or not($gitt) and not($baaret/@r))">
        <xsl:variable name="hjemme" select="substring-before(substring-after($reservefelt, concat(' ', $navn, '/')), ' ')"/>
        <xsl:choose>
          <!-- elementet var laget av dette feltet, og er rettet -->
          <xsl:when test="$hjemme != '' and not($gitt)
                          and ($rest/b:utelatt[. = $hjemme] | $rest/b:*[local-name() = $hjemme])/@r[. = normalize-space($baaret)]
                              != string($omvendt[name() = $hjemme])">
            <xsl:call-template name="rettet">
              <xsl:with-param name="rest" select="$baaret"/>
            </xsl:call-template>
          </xsl:when>
          <xsl:otherwise>
            <xsl:apply-templates select="$baaret[1]" mode="tilbake"/>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <!-- @r er journalpostens kode: er den rettet, har ingen rettet merknadens egen -->
      <xsl:when test="$navn = 'tiTgkode' and $gitt and ($baaret or $utelatt)">
        <xsl:apply-templates select="$baaret[1]" mode="tilbake"/>
      </xsl:when>
      <xsl:when test="$utelatt/@r = string($gitt) and not($gitt/@ab:annens or $gitt/@ab:flyttet)"/>
      <xsl:when test="$gitt">
        <xsl:copy-of select="$gitt"/>
        <xsl:call-template name="rettet">
          <xsl:with-param name="rest" select="($baaret | $utelatt)[not($er-meldt)][string() != string($gitt)]"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$baaret">
        <xsl:call-template name="rettet">
          <xsl:with-param name="rest" select="$baaret"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="contains(concat(' ', $rest/b:tom, ' '), concat(' ', $navn, ' '))">
        <xsl:element name="{$navn}"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Elementet er rettet på veien, og restfeltet ved siden av gjelder ikke lenger. -->
  <xsl:template name="rettet">
    <xsl:param name="rest"/>
    <xsl:if test="$rest">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-076'"/>
        <xsl:with-param name="node" select="$rest[1]"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- En gruppe i avsenderens egen rekkefølge. Felt som er kommet til på veien, står først. -->
  <xsl:template name="flett-rekke">
    <xsl:param name="omvendt"/>
    <xsl:param name="rest"/>
    <xsl:param name="felt"/>
    <xsl:param name="grupper"/>
    <xsl:param name="gruppenavn"/>
    <xsl:variable name="rekke" select="concat(' ', $rest/b:rekke, ' ')"/>
    <xsl:for-each select="$rest/b:attributt">
      <xsl:attribute name="{@navn}">
        <xsl:value-of select="."/>
      </xsl:attribute>
    </xsl:for-each>
    <!-- Er elementet rettet, gjelder ikke lenger det avsenderen skrev først av feltet, heller ikke der det står blant de fremmede. -->
    <xsl:variable name="rettede">
      <xsl:for-each select="$rest/b:utelatt[. = $felt]">
        <xsl:variable name="navn" select="string()"/>
        <xsl:if test="@r != string($omvendt[name() = $navn])">
          <xsl:value-of select="concat(' ', generate-id(../b:fremmed/b:element[@navn = $navn][not(@rom)][1]), ' ')"/>
        </xsl:if>
      </xsl:for-each>
      <!-- felt elementet gir nå, men ikke ga da restfeltet ble skrevet -->
      <xsl:for-each select="$omvendt[string()][$rest/b:fremmed/b:element]">
        <xsl:variable name="navn" select="name()"/>
        <xsl:if test="not($rest/b:utelatt[. = $navn] or contains($rekke, concat(' ', $navn, ' ')))">
          <xsl:value-of select="concat(' ', generate-id($rest/b:fremmed/b:element[@navn = $navn][not(@rom)][1]), ' ')"/>
        </xsl:if>
      </xsl:for-each>
      <!-- reservefelt elementet var laget av, og som har noe ved seg -->
      <xsl:for-each select="str:tokenize($reservefelt, ' ')[$rest/b:fremmed/b:element]">
        <xsl:variable name="reserve" select="substring-before(., '/')"/>
        <xsl:variable name="hjemme" select="substring-after(., '/')"/>
        <xsl:variable name="skrevet" select="($rest/b:utelatt[. = $hjemme] | $rest/b:*[local-name() = $hjemme])/@r"/>
        <xsl:if test="$skrevet != string($omvendt[name() = $hjemme])">
          <xsl:value-of select="concat(' ', generate-id($rest/b:fremmed/b:element[@navn = $reserve][not(@rom)][1]
                                                        [normalize-space() = $skrevet]), ' ')"/>
        </xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="rettede-felt" select="$rest/b:fremmed/b:element[contains($rettede, concat(' ', generate-id(), ' '))]/@navn"/>
    <xsl:for-each select="$felt">
      <xsl:if test="not(contains($rekke, concat(' ', ., ' ')) or . = $rettede-felt)">
        <xsl:call-template name="flett-felt">
          <xsl:with-param name="navn" select="string()"/>
          <xsl:with-param name="omvendt" select="$omvendt"/>
          <xsl:with-param name="rest" select="$rest"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:for-each>
    <!-- En lang rekke får et register: lette hver plass etter sitt, ville arbeidet vokse med kvadratet av antallet. -->
    <xsl:variable name="plasser" select="str:tokenize($rekke, ' ')"/>
    <xsl:variable name="er-lang" select="boolean($plasser[33])"/>
    <xsl:variable name="par">
      <xsl:if test="$er-lang">
        <xsl:for-each select="str:tokenize(concat('*', $gruppenavn), ' ')">
          <xsl:variable name="navn" select="string()"/>
          <xsl:call-template name="parvis">
            <xsl:with-param name="foerste" select="$plasser[. = $navn]"/>
            <xsl:with-param name="andre" select="$rest/b:fremmed[$navn = '*']/b:* | $grupper[name() = $navn]"/>
          </xsl:call-template>
        </xsl:for-each>
      </xsl:if>
    </xsl:variable>
    <xsl:variable name="register" select="exsl:node-set($par)"/>
    <xsl:variable name="grupperot" select="$grupper[1]/.."/>
    <!-- Grupper rekken ikke har plass til: etter de andre av navnet, ellers foran dem som hører hjemme etter. -->
    <xsl:variable name="ekstra">
      <xsl:for-each select="str:tokenize($gruppenavn, ' ')">
        <xsl:variable name="navn" select="string()"/>
        <xsl:variable name="antall" select="count($plasser[. = $navn])"/>
        <xsl:if test="count($grupper[name() = $navn]) &gt; $antall">
          <xsl:variable name="senere" select="substring-after($gruppenavn, concat(' ', $navn, ' '))"/>
          <ab:par navn="{$navn}" antall="{$antall}" etter="{generate-id($plasser[. = $navn][last()])}"
              foran="{generate-id($plasser[$antall = 0 and contains(concat(' ', $senere), concat(' ', ., ' '))][1])}"/>
        </xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="uten-plass" select="exsl:node-set($ekstra)/ab:par"/>
    <xsl:for-each select="$plasser">
      <xsl:variable name="navn" select="string()"/>
      <xsl:variable name="id" select="generate-id()"/>
      <xsl:for-each select="$uten-plass[@foran = $id]">
        <xsl:copy-of select="$grupper[name() = current()/@navn]"/>
      </xsl:for-each>
      <xsl:choose>
        <xsl:when test="$felt = $navn">
          <xsl:call-template name="flett-felt">
            <xsl:with-param name="navn" select="$navn"/>
            <xsl:with-param name="omvendt" select="$omvendt"/>
            <xsl:with-param name="rest" select="$rest"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="$er-lang">
          <xsl:for-each select="$register">
            <xsl:variable name="makker" select="string(key('par', $id)/@makker)"/>
            <xsl:for-each select="$rest[$navn = '*']">
              <xsl:call-template name="fremmed-eller-rettet">
                <xsl:with-param name="fremmed" select="key('fremmed-id', $makker)"/>
                <xsl:with-param name="rettede" select="string($rettede)"/>
                <xsl:with-param name="omvendt" select="$omvendt"/>
                <xsl:with-param name="rest" select="$rest"/>
              </xsl:call-template>
            </xsl:for-each>
            <xsl:for-each select="$grupperot[$navn != '*']">
              <xsl:copy-of select="key('gruppe-id', $makker)"/>
            </xsl:for-each>
          </xsl:for-each>
        </xsl:when>
        <xsl:otherwise>
          <!-- nummeret blant plassene med samme navn -->
          <xsl:variable name="nr" select="count(preceding-sibling::*[. = $navn]) + 1"/>
          <xsl:call-template name="fremmed-eller-rettet">
            <xsl:with-param name="fremmed" select="$rest[$navn = '*']/b:fremmed/b:*[position() = $nr]"/>
            <xsl:with-param name="rettede" select="string($rettede)"/>
            <xsl:with-param name="omvendt" select="$omvendt"/>
            <xsl:with-param name="rest" select="$rest"/>
          </xsl:call-template>
          <xsl:copy-of select="$grupper[name() = $navn][position() = $nr]"/>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:for-each select="$uten-plass[@etter = $id]">
        <xsl:copy-of select="$grupper[name() = $navn][position() &gt; current()/@antall]"/>
      </xsl:for-each>
    </xsl:for-each>
    <xsl:for-each select="$uten-plass[@etter = '' and @foran = '']">
      <xsl:copy-of select="$grupper[name() = current()/@navn]"/>
    </xsl:for-each>
  </xsl:template>

  <!-- Det som sto på plassen, eller feltet det er rettet til. Parametre: fremmed, rettede, omvendt, rest. -->
  <xsl:template name="fremmed-eller-rettet">
    <xsl:param name="fremmed"/>
    <xsl:param name="rettede"/>
    <xsl:param name="omvendt"/>
    <xsl:param name="rest"/>
    <xsl:choose>
      <xsl:when test="$rettede != '' and $fremmed[contains($rettede, concat(' ', generate-id(), ' '))]">
        <xsl:call-template name="rettet">
          <xsl:with-param name="rest" select="$fremmed"/>
        </xsl:call-template>
        <xsl:call-template name="flett-felt">
          <xsl:with-param name="navn" select="string($fremmed/@navn)"/>
          <xsl:with-param name="omvendt" select="$omvendt"/>
          <xsl:with-param name="rest" select="$rest"/>
          <xsl:with-param name="er-meldt" select="true()"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:apply-templates select="$fremmed" mode="tilbake"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Modus «tilbake»: det som ble båret som det er. -->

  <xsl:template match="b:*" mode="tilbake">
    <xsl:element name="{local-name()}">
      <xsl:apply-templates select="@filnavn | @utenfil" mode="tilbake"/>
      <xsl:apply-templates select="node()" mode="tilbake"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="b:element" mode="tilbake">
    <!-- libxml2 skriver et navnerom som det står: hver & må være en referanse. -->
    <xsl:variable name="rom">
      <xsl:choose>
        <xsl:when test="contains(@rom, '&amp;')">
          <xsl:value-of select="str:replace(@rom, '&amp;', '&amp;#38;')"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="@rom"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="{@navn}" namespace="{$rom}">
      <xsl:apply-templates select="@filnavn | @utenfil" mode="tilbake"/>
      <xsl:for-each select="@b:*">
        <xsl:attribute name="{local-name()}">
          <xsl:value-of select="."/>
        </xsl:attribute>
      </xsl:for-each>
      <xsl:apply-templates select="node()" mode="tilbake"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="@filnavn | @utenfil" mode="tilbake">
    <xsl:attribute name="ab:{name()}">
      <xsl:value-of select="."/>
    </xsl:attribute>
  </xsl:template>

  <xsl:template match="b:tekst" mode="tilbake">
    <xsl:value-of select="."/>
  </xsl:template>

  <!-- Blanke mellom elementer er innrykk. Bare de nærmeste søsknene: å lete blant alle er arbeid for hver av dem. -->
  <xsl:template match="text()" mode="tilbake">
    <xsl:if test="normalize-space() or not(preceding-sibling::*[1] or following-sibling::*[1])">
      <xsl:value-of select="."/>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
