<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Feltene i avsmot, av korrespondansepart. I Noark 5 står avskrivningene på journalposten; en avskrivning gis tilbake
  til parten sin når det er kjent eller entydig hvilken det er, og aldri til alle.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="n ab str">

  <xsl:key name="avskrivning-id" match="n:avskrivning" use="generate-id()"/>

  <!--
    Parametre: nr          plassen blant partene
               er-foerste  om enheten på journalposten er dens
               felles      det «felles-avsmot» gir, som en node
  -->
  <xsl:template match="n:korrespondansepart" mode="omvendt-felt">
    <xsl:param name="nr" select="1"/>
    <xsl:param name="er-foerste" select="$nr = 1"/>
    <xsl:param name="felles" select="/.."/>
    <xsl:variable name="part" select="."/>
    <xsl:variable name="type" select="string(n:korrespondanseparttype)"/>
    <!-- bare i et utkast til arkivmelding som noen avsendere bruker -->
    <xsl:if test="normalize-space(n:organisasjonsnummer)">
      <amOrgnr>
        <xsl:value-of select="normalize-space(n:organisasjonsnummer)"/>
      </amOrgnr>
    </xsl:if>
    <!-- skjemaet krever feltet; en part uten type er mottaker -->
    <amIhtype>
      <xsl:choose>
        <xsl:when test="$type = 'Avsender' or $type = 'Intern avsender'">0</xsl:when>
        <xsl:otherwise>1</xsl:otherwise>
      </xsl:choose>
    </amIhtype>
    <xsl:if test="$type = 'Kopimottaker'">
      <amKopimot>1</amKopimot>
    </xsl:if>
    <xsl:if test="string(n:korrespondansepartNavn)">
      <amNavn>
        <xsl:value-of select="n:korrespondansepartNavn"/>
      </amNavn>
    </xsl:if>
    <xsl:copy-of select="$felles/*[1]/self::amU1"/>
    <xsl:if test="n:postadresse[string()]">
      <amAdresse>
        <xsl:call-template name="omvendt-adresse"/>
      </amAdresse>
    </xsl:if>
    <xsl:if test="string(n:postnummer)">
      <amPostnr>
        <xsl:value-of select="n:postnummer"/>
      </amPostnr>
    </xsl:if>
    <xsl:if test="string(n:poststed)">
      <amPoststed>
        <xsl:value-of select="n:poststed"/>
      </amPoststed>
    </xsl:if>
    <xsl:if test="string(n:land)">
      <amUtland>
        <xsl:value-of select="n:land"/>
      </amUtland>
    </xsl:if>
    <xsl:if test="string(n:epostadresse)">
      <amEpostadr>
        <xsl:value-of select="n:epostadresse"/>
      </amEpostadr>
    </xsl:if>
    <xsl:if test="$er-foerste and string(../n:journalenhet)">
      <amJenhet>
        <xsl:value-of select="../n:journalenhet"/>
      </amJenhet>
    </xsl:if>
    <xsl:for-each select="$felles[ab:par[1]]">
      <xsl:variable name="id" select="string(key('par', $nr)[1]/@makker)"/>
      <xsl:for-each select="$part">
        <xsl:apply-templates select="key('avskrivning-id', $id)" mode="omvendt-felt"/>
      </xsl:for-each>
    </xsl:for-each>
    <xsl:if test="string(n:administrativEnhet)">
      <amAdmkort>
        <xsl:value-of select="n:administrativEnhet"/>
      </amAdmkort>
    </xsl:if>
    <xsl:if test="string(n:saksbehandler)">
      <amSbhinit>
        <xsl:value-of select="n:saksbehandler"/>
      </amSbhinit>
    </xsl:if>
    <!-- amAvsavdok står bak saksbehandleren, resten av avskrivningen foran -->
    <xsl:for-each select="$felles[ab:par[1]]">
      <xsl:variable name="id" select="string(key('par', $nr)[1]/@makker)"/>
      <xsl:for-each select="$part">
        <xsl:apply-templates select="key('avskrivning-id', $id)[1]/n:referanseAvskrivesAvJournalpost[1]" mode="omvendt-felt"/>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="n:avskrivning" mode="omvendt-felt">
    <xsl:call-template name="omvendt-kode">
      <xsl:with-param name="navn" select="'amAvskm'"/>
      <xsl:with-param name="element" select="n:avskrivningsmaate"/>
    </xsl:call-template>
    <xsl:call-template name="omvendt-dato">
      <xsl:with-param name="navn" select="'amAvskdato'"/>
      <xsl:with-param name="dato" select="n:avskrivningsdato"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="n:referanseAvskrivesAvJournalpost" mode="omvendt-felt">
    <xsl:if test="string()">
      <amAvsavdok>
        <xsl:value-of select="."/>
      </amAvsavdok>
    </xsl:if>
  </xsl:template>

  <!--
    Hvilke parter avskrivningene på journalposten hører til, når bare de naturlige elementene sier det.
    Kontekst:  journalposten.
    Resultat:  « 1 » når det er én avskrivning, «alle» når det er like mange som parter, ellers ''.
  -->
  <xsl:template name="avskrivningsparter">
    <xsl:choose>
      <xsl:when test="not(n:avskrivning)"/>
      <xsl:when test="not(n:avskrivning[2])">
        <xsl:text> 1 </xsl:text>
      </xsl:when>
      <xsl:when test="count(n:avskrivning) = count(n:korrespondansepart)">alle</xsl:when>
    </xsl:choose>
  </xsl:template>

  <!--
    Det partene har felles: skjermingen, og hvilken avskrivning hver av dem har. Gjøres én gang: letet hver part på
    journalposten, ville arbeidet vokse med kvadratet av antallet.
    Kontekst:   journalposten.
    Parametre:  avskrivningsparter  numrene på partene, i avskrivningenes rekkefølge, eller «alle»; kan være tom
  -->
  <xsl:template name="felles-avsmot">
    <xsl:param name="avskrivningsparter"/>
    <!-- flagget sier ikke hvilken part det gjelder: da gjelder det alle -->
    <xsl:if test="n:skjerming/n:skjermingMetadata[normalize-space() = 'Skjerming navn avsender/mottaker']">
      <amU1>1</amU1>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="$avskrivningsparter = ''"/>
      <xsl:when test="$avskrivningsparter = 'alle'">
        <xsl:for-each select="n:avskrivning">
          <ab:par navn="{position()}" makker="{generate-id()}"/>
        </xsl:for-each>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="parvis">
          <xsl:with-param name="foerste" select="str:tokenize($avskrivningsparter, ' ')"/>
          <xsl:with-param name="andre" select="n:avskrivning"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
