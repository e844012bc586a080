<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Feltene i avsmot, av korrespondansepart. I Noark 5 står avskrivningene på journalposten; en avskrivning gis tilbake
  til parten sin når det er kjent eller entydig hvilken det er, og aldri til alle.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    exclude-result-prefixes="n">

  <!--
    Parametre: nr                  plassen blant partene
               avskrivningsparter  se malen under
  -->
  <xsl:template match="n:korrespondansepart" mode="omvendt-felt">
    <xsl:param name="nr" select="1"/>
    <xsl:param name="avskrivningsparter"/>
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
    <!-- flagget på journalposten sier ikke hvilken part det gjelder: da gjelder det alle -->
    <xsl:if test="../n:skjerming/n:skjermingMetadata = 'Skjerming navn avsender/mottaker'">
      <amU1>1</amU1>
    </xsl:if>
    <xsl:if test="string(n:postadresse)">
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
    <xsl:if test="$nr = 1 and string(../n:journalenhet)">
      <amJenhet>
        <xsl:value-of select="../n:journalenhet"/>
      </amJenhet>
    </xsl:if>
    <xsl:variable name="foran" select="substring-before($avskrivningsparter, concat(' ', $nr, ' '))"/>
    <xsl:choose>
      <xsl:when test="$avskrivningsparter = 'alle'">
        <xsl:apply-templates select="../n:avskrivning[position() = $nr]" mode="omvendt-felt"/>
      </xsl:when>
      <xsl:when test="contains($avskrivningsparter, concat(' ', $nr, ' '))">
        <!-- plassen i listen: én blank foran hvert nummer -->
        <xsl:variable name="plass" select="string-length($foran) - string-length(translate($foran, ' ', '')) + 1"/>
        <xsl:apply-templates select="../n:avskrivning[position() = $plass]" mode="omvendt-felt"/>
      </xsl:when>
    </xsl:choose>
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
    <xsl:choose>
      <xsl:when test="$avskrivningsparter = 'alle'">
        <xsl:apply-templates select="../n:avskrivning[position() = $nr]/n:referanseAvskrivesAvJournalpost"
            mode="omvendt-felt"/>
      </xsl:when>
      <xsl:when test="contains($avskrivningsparter, concat(' ', $nr, ' '))">
        <xsl:variable name="plass" select="string-length($foran) - string-length(translate($foran, ' ', '')) + 1"/>
        <xsl:apply-templates select="../n:avskrivning[position() = $plass]/n:referanseAvskrivesAvJournalpost"
            mode="omvendt-felt"/>
      </xsl:when>
    </xsl:choose>
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

</xsl:stylesheet>
