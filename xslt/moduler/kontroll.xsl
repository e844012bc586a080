<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Kontroll: alt i kilden skal være kjent. Hver gruppe regner opp feltene sine, hvert én gang; et element utenom er
  ukjent (OM-001) eller en gjentakelse av et felt som bare kan stå én gang (OM-002). Skriver aldri noe.

  Oppregningen er dyr for hvert funn, men billig for en melding uten: ett antall sammenlignes med et annet. I en gruppe som
  er regelmessig (moduler/restfelt.xsl), er det ikke noe å finne, og vertsprogrammet ser det i ett gjennomløp.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:be="http://www.arkivverket.no/Noark4-1-WS-WD/types"
    xmlns:abf="urn:x-arkivbro:funksjoner:1"
    exclude-result-prefixes="be abf">

  <xsl:template match="envelope" mode="kontroll">
    <xsl:call-template name="kontroller">
      <xsl:with-param name="kjente" select="sender[1] | receiver[1]"/>
    </xsl:call-template>
    <xsl:if test="$er-avsendernavn-for-langt">
      <xsl:for-each select="(sender[1]/name[1] | sender[1]/orgnr[1])[last()]">
        <xsl:call-template name="for-mye-gjentatt"/>
      </xsl:for-each>
    </xsl:if>
    <xsl:apply-templates select="sender[1] | receiver[1]" mode="kontroll"/>
  </xsl:template>

  <xsl:template match="sender | receiver" mode="kontroll">
    <xsl:if test="not($har-rest-funksjon and abf:regelmessig(., $felt-part, ' ', ' ', ' '))">
      <xsl:call-template name="kontroller">
        <xsl:with-param name="kjente" select="orgnr[1] | name[1] | email[1] | ref[1]"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="be:Melding" mode="kontroll">
    <xsl:call-template name="kontroller">
      <xsl:with-param name="kjente" select="journpost[1] | noarksak[1]"/>
    </xsl:call-template>
    <xsl:if test="not(journpost)">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-041'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="not(noarksak)">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-042'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="journpost[2] | noarksak[2]">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-043'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="$interne-merknader = 'hold-tilbake'
                  and descendant::*[translate(local-name(), $store, $smaa) = 'tilleggsinfo']
                                   [not(parent::journpost or parent::noarksak)]">
      <xsl:apply-templates select="*" mode="merknad-i-felt"/>
    </xsl:if>
    <xsl:apply-templates select="journpost[1] | noarksak[1]" mode="kontroll"/>
  </xsl:template>

  <xsl:template match="journpost" mode="kontroll">
    <xsl:if test="not($har-rest-funksjon and abf:regelmessig(., $felt-journpost, $grupper-journpost, $sammensatte-felt, ' '))">
      <xsl:call-template name="kontroller">
        <xsl:with-param name="kjente"
            select="jpId[1] | jpJaar[1] | jpSeknr[1] | jpJpostnr[1] | jpJdato[1] | jpNdoktype[1] | jpDokdato[1]
                    | jpStatus[1] | jpInnhold[1] | jpU1[1] | jpForfdato[1] | jpTgkode[1] | jpUoff[1] | jpAgdato[1]
                    | jpAgkode[1] | jpSaksdel[1] | jpU2[1] | jpArkdel[1] | jpTlkode[1] | jpAntved[1] | jpSaar[1]
                    | jpSaseknr[1] | jpOffinnhold[1] | jpTggruppnavn[1] | jpEksternNokkel[1] | jpSaEksternNokkel[1]"/>
        <xsl:with-param name="grupper" select="$grupper-journpost"/>
        <xsl:with-param name="antall" select="count(avsmot) + count(tilleggsinfo) + count(dokument)"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:apply-templates select="jpU1[1][normalize-space() != '0' and normalize-space() != '1']" mode="flagg"/>
    <xsl:apply-templates select="jpEksternNokkel[1] | jpSaEksternNokkel[1]" mode="kontroll"/>
    <xsl:apply-templates select="avsmot" mode="kontroll"/>
    <xsl:apply-templates select="tilleggsinfo" mode="kontroll"/>
    <xsl:apply-templates select="dokument" mode="kontroll"/>
  </xsl:template>

  <xsl:template match="avsmot" mode="kontroll">
    <xsl:if test="not($har-rest-funksjon and abf:regelmessig(., $felt-avsmot, ' ', $sammensatte-felt, ' '))">
      <xsl:call-template name="kontroller">
        <xsl:with-param name="kjente"
            select="amId[1] | amOrgnr[1] | amIhtype[1] | amKopimot[1] | amBehansv[1] | amNavn[1] | amU1[1]
                    | amKortnavn[1] | amAdresse[1] | amPostnr[1] | amPoststed[1] | amUtland[1] | amEpostadr[1]
                    | amRef[1] | amJenhet[1] | amAvskm[1] | amAvskdato[1] | amFrist[1] | amForsend[1] | amAdmkort[1]
                    | amAdmbet[1] | amSbhinit[1] | amSbhnavn[1] | amAvsavdok[1] | amBesvardok[1]
                    | amAvsavEksternNokkel[1] | amBesvarEksternNokkel[1]"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:apply-templates select="amU1[1][normalize-space() != '0' and normalize-space() != '1']" mode="flagg"/>
    <xsl:apply-templates select="amAvsavEksternNokkel[1] | amBesvarEksternNokkel[1]" mode="kontroll"/>
  </xsl:template>

  <xsl:template match="tilleggsinfo" mode="kontroll">
    <xsl:if test="not($har-rest-funksjon and abf:regelmessig(., $felt-tilleggsinfo, ' ', $sammensatte-felt, ' '))">
      <xsl:call-template name="kontroller">
        <xsl:with-param name="kjente"
            select="tiId[1] | tiRnr[1] | tiItype[1] | tiTgkode[1] | tiOppbedato[1] | tiTekst[1] | tiTggruppnavn[1]"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="dokument" mode="kontroll">
    <xsl:if test="not($har-rest-funksjon and abf:regelmessig(., $felt-dokument, ' ', $sammensatte-felt, ' '))">
      <xsl:call-template name="kontroller">
        <xsl:with-param name="kjente"
            select="dlRnr[1] | dlType[1] | dbKategori[1] | dbTittel[1] | dbStatus[1] | veVariant[1] | veDokformat[1]
                    | fil[1] | veFilnavn[1] | veMimeType[1]"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:apply-templates select="fil[1]" mode="kontroll"/>
  </xsl:template>

  <xsl:template match="fil" mode="kontroll">
    <xsl:call-template name="kontroller">
      <xsl:with-param name="kjente" select="base64[1]"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="noarksak" mode="kontroll">
    <xsl:if test="not($har-rest-funksjon and abf:regelmessig(., $felt-noarksak, $grupper-noarksak, $sammensatte-felt, ' '))">
      <xsl:call-template name="kontroller">
        <xsl:with-param name="kjente"
            select="saId[1] | saSaar[1] | saSeknr[1] | saPapir[1] | saDato[1] | saTittel[1] | saU1[1] | saStatus[1]
                    | saArkdel[1] | saType[1] | saJenhet[1] | saTgkode[1] | saUoff[1] | saBevtid[1] | saKasskode[1]
                    | saKassdato[1] | saProsjekt[1] | saOfftittel[1] | saAdmkort[1] | saAdmbet[1] | saAnsvinit[1]
                    | saAnsvnavn[1] | saTggruppnavn[1] | saEksternNokkel[1]"/>
        <xsl:with-param name="grupper" select="$grupper-noarksak"/>
        <xsl:with-param name="antall"
            select="count(klassering) + count(sakspart) + count(journpost) + count(tilleggsinfo)"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:apply-templates select="saU1[1][normalize-space() != '0' and normalize-space() != '1']" mode="flagg"/>
    <xsl:apply-templates select="saEksternNokkel[1]" mode="kontroll"/>
    <xsl:apply-templates select="klassering" mode="kontroll"/>
    <xsl:apply-templates select="sakspart" mode="kontroll"/>
    <xsl:apply-templates select="journpost" mode="kontroll"/>
    <xsl:apply-templates select="tilleggsinfo" mode="kontroll"/>
  </xsl:template>

  <xsl:template match="klassering" mode="kontroll">
    <xsl:if test="not($har-rest-funksjon and abf:regelmessig(., $felt-klassering, ' ', $sammensatte-felt, ' '))">
      <xsl:call-template name="kontroller">
        <xsl:with-param name="kjente"
            select="klSort[1] | klOrdnpri[1] | klOrdnver[1] | klU1[1] | klOpltekst[1] | klOvbesk[1]"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:apply-templates select="klU1[1][normalize-space() != '0' and normalize-space() != '1']" mode="flagg"/>
  </xsl:template>

  <xsl:template match="sakspart" mode="kontroll">
    <xsl:if test="not($har-rest-funksjon and abf:regelmessig(., $felt-sakspart, ' ', $sammensatte-felt, ' '))">
      <xsl:call-template name="kontroller">
        <xsl:with-param name="kjente"
            select="spId[1] | spOrgnr[1] | spU1[1] | spKortnavn[1] | spNavn[1] | spAdresse[1] | spPostnr[1]
                    | spPoststed[1] | spUtland[1] | spEpostadr[1] | spKontakt[1] | spRolle[1] | spFaks[1] | spTlf[1]
                    | spMerknad[1]"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:apply-templates select="spU1[1][normalize-space() != '0' and normalize-space() != '1']" mode="flagg"/>
  </xsl:template>

  <xsl:template mode="kontroll"
      match="jpEksternNokkel | jpSaEksternNokkel | saEksternNokkel | amAvsavEksternNokkel | amBesvarEksternNokkel">
    <xsl:call-template name="kontroller">
      <xsl:with-param name="kjente" select="eksternSystem[1] | nokkel[1]"/>
    </xsl:call-template>
  </xsl:template>

  <!--
    Modus «merknad-i-felt»: en intern merknad inne i et felt ville blitt en del av verdien. Ett funn for hvert felt.
    Ovenfra og ned: å lete etter et felt rundt hver av mange, dypt nede, ville kostet antallet ganger dybden.
  -->
  <xsl:template match="*" mode="merknad-i-felt">
    <xsl:choose>
      <xsl:when test="not(*)"/>
      <xsl:when test="not(contains($alle-felt, concat(' ', name(), ' ')))">
        <xsl:apply-templates select="*" mode="merknad-i-felt"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="(descendant::*[translate(local-name(), $store, $smaa) = 'tilleggsinfo'])[1]">
          <xsl:call-template name="funn">
            <xsl:with-param name="kode" select="'OM-051'"/>
            <xsl:with-param name="verdi" select="''"/>
          </xsl:call-template>
        </xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- eFormidling tar bare én journalpost: av dem inne i saken følger filene med, og bare dem. -->
  <xsl:template match="noarksak/journpost" mode="kontroll">
    <xsl:call-template name="funn">
      <xsl:with-param name="kode" select="'OM-040'"/>
    </xsl:call-template>
    <!-- Skjermingen har ingen plass i arkivmeldingen, men den som sender, må vite om den. -->
    <xsl:variable name="skjerming">
      <xsl:apply-templates select="." mode="skjerming"/>
    </xsl:variable>
    <xsl:if test="string($skjerming)">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-044'"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!--
    Melder barna som ikke er kjent.
    Parametre: kjente   barna som er felt, hvert det første av sitt navn
               grupper  navnene på dem som kan gjentas, med en blank rundt hvert
               antall   hvor mange barn som er slike; de regnes ikke med i kjente, for de kan være svært mange
  -->
  <xsl:template name="kontroller">
    <xsl:param name="kjente"/>
    <xsl:param name="grupper" select="''"/>
    <xsl:param name="antall" select="0"/>
    <xsl:if test="count(*) != count($kjente) + $antall">
      <xsl:for-each select="*[count(. | $kjente) != count($kjente)]
                             [namespace-uri() or not(contains($grupper, concat(' ', name(), ' ')))]">
        <xsl:variable name="navn" select="name()"/>
        <xsl:call-template name="funn">
          <xsl:with-param name="kode">
            <xsl:choose>
              <xsl:when test="not(namespace-uri()) and $kjente[name() = $navn]">OM-002</xsl:when>
              <xsl:otherwise>OM-001</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
        </xsl:call-template>
        <xsl:if test="namespace-uri() or not($kjente[name() = $navn])">
          <xsl:call-template name="skjermet-i-ukjent"/>
        </xsl:if>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!--
    Det som skjermer, og det som skal holdes tilbake, i et element som ikke er kjent: leses det ikke, gjelder det ikke. Navnet først,
    og bare elementets egen tekst: teksten i alt som er nøstet, ville kostet lengden ganger dybden.
  -->
  <xsl:template name="skjermet-i-ukjent">
    <xsl:if test="not($har-kode-eller-hjemmel)">
      <xsl:for-each
          select="descendant-or-self::*[contains($felt-som-skjermer, concat(' ', translate(local-name(), $store, $smaa), ' '))]
                      [not(namespace-uri()) or starts-with(namespace-uri(), 'http://www.arkivverket.no/')]">
        <xsl:variable name="navn" select="concat(' ', translate(local-name(), $store, $smaa), ' ')"/>
        <xsl:if test="text()[normalize-space()]
                        [not(contains($koder-som-skjermer, $navn)
                             and contains($aapne, concat(' ', normalize-space(), ' ')) and not(contains(normalize-space(), ' ')))]
                        [not(contains($flagg-som-skjermer, $navn)
                             and contains($senkede-flagg, concat(' ', translate(normalize-space(), $smaa, $store), ' ')))]">
          <xsl:call-template name="funn">
            <xsl:with-param name="kode" select="'OM-052'"/>
            <xsl:with-param name="verdi" select="''"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:for-each>
    </xsl:if>
    <xsl:if test="$interne-merknader = 'hold-tilbake'">
      <xsl:for-each
          select="descendant-or-self::*[translate(local-name(), $store, $smaa) = 'titekst'][text()[normalize-space()]]
                      [not(ancestor::*[translate(local-name(), $store, $smaa) = 'tilleggsinfo'])]">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-051'"/>
          <xsl:with-param name="verdi" select="''"/>
        </xsl:call-template>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <xsl:variable name="koder-som-skjermer" select="' jptgkode satgkode '"/>
  <xsl:variable name="flagg-som-skjermer" select="' jpu1 sau1 klu1 spu1 amu1 '"/>
  <xsl:variable name="felt-som-skjermer" select="concat($koder-som-skjermer, $flagg-som-skjermer, ' jpuoff sauoff ')"/>

  <!-- Modus «flagg»: verken 1 eller 0. Hva det er lest som, skal avsenderen vite. -->
  <xsl:template match="*" mode="flagg">
    <xsl:choose>
      <xsl:when test="contains($senkede-flagg, concat(' ', translate(normalize-space(), $smaa, $store), ' '))">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-019'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="normalize-space()">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-018'"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
