<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Gjenkjenning: hvilken gruppe restfeltet til hver av dem som gjentas, hører til.

  Gruppene kjennes igjen på plassen, så lenge de er like mange og hver heter det samme som før. Ellers kan plassen høre til en
  annen enn restfeltet ble skrevet for. Da følger det gruppen som gir det samme kjennetegnet, og der flere het det samme, den
  som har det samme innholdet. Er de like mange, følger resten plassen, for en gruppe kan være rettet, og det meldes når navnet
  er et annet; er de blitt flere eller færre, brukes ikke resten.

  Hvem som er hvem, står i ab:par: id er elementet i arkivmelding, navn er nummeret gruppen hadde da restfeltet ble skrevet.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:b="urn:x-arkivbro:restfelt:1"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:exsl="http://exslt.org/common"
    xmlns:abf="urn:x-arkivbro:funksjoner:1"
    exclude-result-prefixes="n b exsl abf">

  <!-- Restfeltet til gruppe nummer @nr. Ikke | mellom navnene: det ene antallet ville kostet ganger det andre. -->
  <xsl:key name="rest-nr" match="b:*[@nr]" use="concat(generate-id(..), ' ', local-name(), ' ', @nr)"/>

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
    <xsl:variable name="er-navnloese" select="not($baarne/@kjennetegn)"/>
    <xsl:variable name="kjent">
      <xsl:call-template name="gjenkjente-grupper">
        <xsl:with-param name="grupper" select="$grupper"/>
        <xsl:with-param name="baarne" select="$baarne"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="kjent-eller-ved-plassen">
      <xsl:copy-of select="$kjent"/>
      <xsl:call-template name="grupper-ved-plassen">
        <xsl:with-param name="grupper" select="$grupper[$er-like-mange]"/>
        <xsl:with-param name="felles" select="$felles"/>
        <xsl:with-param name="sted" select="concat(generate-id($rest), ' ', local-name($baarne), ' ')"/>
        <xsl:with-param name="gjenkjente" select="exsl:node-set($kjent)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="kjente" select="exsl:node-set($kjent-eller-ved-plassen)"/>
    <xsl:variable name="numre">
      <xsl:call-template name="opprinnelige-numre">
        <xsl:with-param name="grupper" select="$grupper"/>
        <xsl:with-param name="kjente" select="$kjente"/>
        <xsl:with-param name="er-navnloese" select="$er-navnloese"/>
        <xsl:with-param name="er-like-mange" select="$er-like-mange"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="nummererte" select="exsl:node-set($numre)"/>
    <xsl:call-template name="meld-felles-uten-part">
      <xsl:with-param name="grupper" select="$grupper"/>
      <xsl:with-param name="felles" select="$felles"/>
      <xsl:with-param name="nummererte" select="$nummererte"/>
    </xsl:call-template>
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
    De som kjennes igjen på innholdet eller, når det ikke står, på kjennetegnet. Innholdet går foran: der det står, het flere
    det samme.
    Parametre: grupper, baarne.
    Resultat:  ab:par.
  -->
  <xsl:template name="gjenkjente-grupper">
    <xsl:param name="grupper"/>
    <xsl:param name="baarne"/>
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
    <xsl:copy-of select="$kjent-paa-innhold"/>
    <xsl:call-template name="gjenkjente">
      <xsl:with-param name="skrevet" select="exsl:node-set($skrevet)/ab:par"/>
      <xsl:with-param name="lest" select="exsl:node-set($lest)/ab:par"/>
    </xsl:call-template>
  </xsl:template>

  <!--
    De som ikke kjennes igjen, og som får restfeltet på plassen sin fordi ingen andre har gjort krav på det.
    Parametre: grupper, felles, sted (det nøkkelen rest-nr begynner med), gjenkjente (en node med ab:par).
    Resultat:  ab:par.
  -->
  <xsl:template name="grupper-ved-plassen">
    <xsl:param name="grupper"/>
    <xsl:param name="felles"/>
    <xsl:param name="sted"/>
    <xsl:param name="gjenkjente"/>
    <xsl:for-each select="$grupper">
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
  </xsl:template>

  <!--
    Numrene gruppene hadde da restfeltet ble skrevet, så langt de er kjent.
    Parametre: grupper, kjente (en node med ab:par), er-navnloese (det står ikke hva noen het), er-like-mange.
    Resultat:  ab:par.
  -->
  <xsl:template name="opprinnelige-numre">
    <xsl:param name="grupper"/>
    <xsl:param name="kjente"/>
    <xsl:param name="er-navnloese"/>
    <xsl:param name="er-like-mange"/>
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
  </xsl:template>

  <!-- Noe av det felles hører til en gruppe som ikke er her lenger. Parametre: grupper, felles, nummererte (en node med ab:par). -->
  <xsl:template name="meld-felles-uten-part">
    <xsl:param name="grupper"/>
    <xsl:param name="felles"/>
    <xsl:param name="nummererte"/>
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
    De som ingen av de andre heter det samme som. Uten vertsprogrammet sortert, for da står de like ved siden av hverandre: et
    oppslag ville for hver av dem gitt en kopi av alle som heter det samme.
    Parametre: par.
  -->
  <xsl:template name="entydige">
    <xsl:param name="par"/>
    <xsl:choose>
      <xsl:when test="function-available('abf:alene')">
        <xsl:copy-of select="abf:alene($par, 'navn')"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="sortert">
          <xsl:for-each select="$par">
            <xsl:sort select="@navn"/>
            <xsl:copy-of select="."/>
          </xsl:for-each>
        </xsl:variable>
        <xsl:copy-of select="exsl:node-set($sortert)/ab:par[not(preceding-sibling::*[1]/@navn = @navn)]
                             [not(following-sibling::*[1]/@navn = @navn)]"/>
      </xsl:otherwise>
    </xsl:choose>
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

</xsl:stylesheet>
