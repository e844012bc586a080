<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Saksmappen, av noarksak. Elementene står i skjemaets rekkefølge: først de som gjelder alle mapper, så dem
  en saksmappe har i tillegg.
-->
<xsl:stylesheet version="1.0"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:be="http://www.arkivverket.no/Noark4-1-WS-WD/types"
    exclude-result-prefixes="be">

  <!-- Kontekst: Melding, så mappen blir til også når noarksak mangler. -->
  <xsl:template match="be:Melding" mode="mappe">
    <xsl:variable name="mappe-id">
      <xsl:call-template name="identifikator">
        <xsl:with-param name="slag" select="'sak'"/>
        <xsl:with-param name="eier" select="string($orgnr)"/>
        <xsl:with-param name="id">
          <xsl:call-template name="sakens-id"/>
        </xsl:with-param>
        <xsl:with-param name="felt" select="($noarksak | .)[last()]"/>
      </xsl:call-template>
    </xsl:variable>
    <!-- saSaar og saSeknr, som tall -->
    <xsl:variable name="aar">
      <xsl:call-template name="tall">
        <xsl:with-param name="felt" select="$noarksak/saSaar[1]"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="nummer">
      <xsl:call-template name="tall">
        <xsl:with-param name="felt" select="$noarksak/saSeknr[1]"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="saksnummer">
      <xsl:if test="string($aar) and string($nummer)">
        <xsl:value-of select="concat($aar, '/', $nummer)"/>
      </xsl:if>
    </xsl:variable>

    <xsl:variable name="saksaar">
      <xsl:call-template name="sakens-eller-kopien">
        <xsl:with-param name="sak" select="'saSaar'"/>
        <xsl:with-param name="tall" select="string($aar)"/>
        <xsl:with-param name="kopi" select="$journpost/jpSaar[1]"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="sakssekvensnummer">
      <xsl:call-template name="sakens-eller-kopien">
        <xsl:with-param name="sak" select="'saSeknr'"/>
        <xsl:with-param name="tall" select="string($nummer)"/>
        <xsl:with-param name="kopi" select="$journpost/jpSaseknr[1]"/>
      </xsl:call-template>
    </xsl:variable>

    <mappe xsi:type="saksmappe">
      <!-- saId -->
      <systemID>
        <xsl:value-of select="$mappe-id"/>
      </systemID>
      <!-- saSaar/saSeknr (Noark 5 M003) -->
      <xsl:if test="string($saksnummer)">
        <mappeID>
          <xsl:value-of select="$saksnummer"/>
        </mappeID>
      </xsl:if>
      <!-- saTittel -->
      <xsl:call-template name="tittel">
        <xsl:with-param name="felt" select="$noarksak/saTittel[1]"/>
        <xsl:with-param name="gruppe" select="$noarksak"/>
        <xsl:with-param name="navn" select="'saTittel'"/>
      </xsl:call-template>
      <xsl:apply-templates select="$noarksak/saOfftittel[1]" mode="felt"/>
      <xsl:apply-templates select="$noarksak/saPapir[1]" mode="felt"/>
      <!-- saDato, ellers meldingens dato -->
      <opprettetDato>
        <xsl:choose>
          <xsl:when test="string($saksdato)">
            <xsl:value-of select="concat($saksdato, 'T00:00:00')"/>
          </xsl:when>
          <xsl:otherwise>
            <xsl:value-of select="$midnatt"/>
          </xsl:otherwise>
        </xsl:choose>
      </opprettetDato>
      <opprettetAv>
        <xsl:value-of select="$hvem"/>
      </opprettetAv>
      <xsl:apply-templates select="$noarksak/saArkdel[1]" mode="felt"/>
      <xsl:apply-templates select="." mode="restfelt"/>
      <xsl:apply-templates select="$noarksak" mode="merknad"/>
      <xsl:apply-templates select="$noarksak" mode="skjerming"/>
      <xsl:apply-templates select="$noarksak/klassering" mode="klassifikasjon"/>
      <xsl:apply-templates select="$journpost" mode="journalpost">
        <xsl:with-param name="mappe-id" select="string($mappe-id)"/>
        <xsl:with-param name="saksnummer" select="string($saksnummer)"/>
      </xsl:apply-templates>

      <!-- saSaar, ellers jpSaar -->
      <xsl:if test="string($saksaar)">
        <saksaar>
          <xsl:value-of select="$saksaar"/>
        </saksaar>
      </xsl:if>
      <!-- saSeknr, ellers jpSaseknr -->
      <xsl:if test="string($sakssekvensnummer)">
        <sakssekvensnummer>
          <xsl:value-of select="$sakssekvensnummer"/>
        </sakssekvensnummer>
      </xsl:if>
      <!-- saDato, ellers meldingens dato -->
      <saksdato>
        <xsl:choose>
          <xsl:when test="string($saksdato)">
            <xsl:value-of select="$saksdato"/>
          </xsl:when>
          <xsl:otherwise>
            <xsl:value-of select="$dato"/>
            <xsl:if test="normalize-space($noarksak/saDato[1])">
              <xsl:call-template name="dato">
                <xsl:with-param name="felt" select="$noarksak/saDato[1]"/>
              </xsl:call-template>
            </xsl:if>
          </xsl:otherwise>
        </xsl:choose>
      </saksdato>
      <!-- saAdmkort, ellers saAdmbet -->
      <administrativEnhet>
        <xsl:call-template name="verdi-eller">
          <xsl:with-param name="felt" select="$noarksak/saAdmkort[1]"/>
          <xsl:with-param name="reserve" select="$noarksak/saAdmbet[1]"/>
          <xsl:with-param name="ellers" select="'Ikke oppgitt'"/>
        </xsl:call-template>
      </administrativEnhet>
      <!-- saAnsvinit, ellers saAnsvnavn -->
      <saksansvarlig>
        <xsl:call-template name="verdi-eller">
          <xsl:with-param name="felt" select="$noarksak/saAnsvinit[1]"/>
          <xsl:with-param name="reserve" select="$noarksak/saAnsvnavn[1]"/>
          <xsl:with-param name="ellers" select="'Ikke oppgitt'"/>
        </xsl:call-template>
      </saksansvarlig>
      <xsl:apply-templates select="$noarksak/saJenhet[1]" mode="felt"/>
      <!-- saStatus -->
      <saksstatus>
        <xsl:call-template name="kode-saksstatus">
          <xsl:with-param name="felt" select="$noarksak/saStatus[1]"/>
        </xsl:call-template>
      </saksstatus>
      <xsl:apply-templates select="$noarksak/sakspart" mode="sakspart"/>
    </mappe>
  </xsl:template>

  <!-- saId, ellers saSaar/saSeknr#saTittel: det som skiller saker fra hverandre når nummeret i arkivet mangler. -->
  <xsl:template name="sakens-id">
    <xsl:variable name="id">
      <xsl:call-template name="id-uten-plassholder">
        <xsl:with-param name="tekst" select="normalize-space($noarksak/saId[1])"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:value-of select="$id"/>
    <xsl:if test="string($id) = ''">
      <xsl:value-of select="concat(normalize-space($noarksak/saSaar[1]), '/',
                                   normalize-space($noarksak/saSeknr[1]), '#',
                                   normalize-space($noarksak/saTittel[1]))"/>
    </xsl:if>
  </xsl:template>

  <!--
    Året eller nummeret til saken. Begge står to steder i Noark 4: i saken, og som kopi i journalposten.
    Saken gjelder; kopien brukes når saken ikke har noe tall.
    Parametre: sak (navnet på feltet i saken), tall (tallet i det), kopi (feltet i journalposten).
    Resultat:  tallet, eller ''.
  -->
  <xsl:template name="sakens-eller-kopien">
    <xsl:param name="sak"/>
    <xsl:param name="tall"/>
    <xsl:param name="kopi"/>
    <xsl:variable name="kopitall">
      <xsl:call-template name="tall">
        <xsl:with-param name="felt" select="$kopi"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$tall = ''">
        <xsl:value-of select="$kopitall"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$tall"/>
        <xsl:if test="string($kopitall) and $kopitall != $tall">
          <xsl:call-template name="funn">
            <xsl:with-param name="kode" select="'OM-014'"/>
            <xsl:with-param name="node" select="$kopi"/>
            <xsl:with-param name="arg1" select="$sak"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="saOfftittel" mode="felt">
    <offentligTittel>
      <xsl:value-of select="normalize-space()"/>
    </offentligTittel>
  </xsl:template>

  <xsl:template match="saPapir" mode="felt">
    <xsl:variable name="medium">
      <xsl:call-template name="kode-dokumentmedium"/>
    </xsl:variable>
    <xsl:if test="string($medium)">
      <dokumentmedium>
        <xsl:value-of select="$medium"/>
      </dokumentmedium>
    </xsl:if>
  </xsl:template>

  <xsl:template match="saArkdel" mode="felt">
    <referanseArkivdel>
      <xsl:value-of select="normalize-space()"/>
    </referanseArkivdel>
  </xsl:template>

  <xsl:template match="saJenhet" mode="felt">
    <journalenhet>
      <xsl:value-of select="normalize-space()"/>
    </journalenhet>
  </xsl:template>

</xsl:stylesheet>
