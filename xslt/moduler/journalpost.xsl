<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Journalposten, av journpost. Elementene står i skjemaets rekkefølge: registrering, basisregistrering, journalpost.
-->
<xsl:stylesheet version="1.0"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    exclude-result-prefixes="ab">

  <xsl:template match="journpost" mode="journalpost">
    <xsl:param name="mappe-id"/>
    <xsl:param name="saksnummer"/>
    <xsl:variable name="journalpost-id">
      <xsl:call-template name="identifikator">
        <xsl:with-param name="slag" select="'jp'"/>
        <xsl:with-param name="eier" select="string($orgnr)"/>
        <xsl:with-param name="id">
          <xsl:call-template name="journalpostens-id"/>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:variable>
    <!-- meldes ikke her: jpJpostnr har sitt eget element lenger nede -->
    <xsl:variable name="postnummer">
      <xsl:call-template name="tall">
        <xsl:with-param name="felt" select="jpJpostnr[1]"/>
        <xsl:with-param name="meld" select="false()"/>
      </xsl:call-template>
    </xsl:variable>

    <basisregistrering xsi:type="journalpost">
      <!-- jpId -->
      <systemID>
        <xsl:value-of select="$journalpost-id"/>
      </systemID>
      <opprettetDato>
        <xsl:value-of select="$midnatt"/>
      </opprettetDato>
      <opprettetAv>
        <xsl:value-of select="$hvem"/>
      </opprettetAv>
      <!-- skjemaet krever at noen har arkivert; Noark 4 sier det ikke -->
      <arkivertDato>
        <xsl:value-of select="$midnatt"/>
      </arkivertDato>
      <arkivertAv>
        <xsl:value-of select="$hvem"/>
      </arkivertAv>
      <!-- saSaar/saSeknr-jpJpostnr (Noark 5 M004) -->
      <xsl:if test="$saksnummer != '' and string($postnummer)">
        <registreringsID>
          <xsl:value-of select="concat($saksnummer, '-', $postnummer)"/>
        </registreringsID>
      </xsl:if>
      <!-- jpArkdel, ellers mappen: skjemaet krever en av dem -->
      <xsl:variable name="arkivdel">
        <xsl:apply-templates select="jpArkdel[1]" mode="felt"/>
      </xsl:variable>
      <xsl:copy-of select="$arkivdel"/>
      <xsl:if test="string($arkivdel) = ''">
        <referanseForelderMappe>
          <xsl:value-of select="$mappe-id"/>
        </referanseForelderMappe>
      </xsl:if>
      <xsl:apply-templates select="." mode="skjerming"/>
      <xsl:apply-templates select="dokument" mode="dokument">
        <xsl:with-param name="journalpost-id" select="string($journalpost-id)"/>
        <xsl:with-param name="foerste" select="dokument[not(@ab:utelatt = 'ja')][1]"/>
      </xsl:apply-templates>

      <!-- jpInnhold -->
      <xsl:call-template name="tittel">
        <xsl:with-param name="felt" select="jpInnhold[1]"/>
        <xsl:with-param name="navn" select="'jpInnhold'"/>
      </xsl:call-template>
      <xsl:apply-templates select="jpOffinnhold[1]" mode="felt"/>
      <xsl:apply-templates select="." mode="restfelt"/>
      <xsl:apply-templates select="." mode="merknad"/>

      <xsl:apply-templates select="jpJaar[1]" mode="felt"/>
      <xsl:apply-templates select="jpSeknr[1]" mode="felt"/>
      <xsl:apply-templates select="jpJpostnr[1]" mode="felt"/>
      <!-- jpNdoktype -->
      <journalposttype>
        <xsl:call-template name="kode-journalposttype">
          <xsl:with-param name="felt" select="jpNdoktype[1]"/>
        </xsl:call-template>
      </journalposttype>
      <!-- jpStatus -->
      <journalstatus>
        <xsl:call-template name="kode-journalstatus">
          <xsl:with-param name="felt" select="jpStatus[1]"/>
        </xsl:call-template>
      </journalstatus>
      <!-- jpJdato, ellers meldingens dato; er jpJdato brukbar, er den meldingens dato -->
      <journaldato>
        <xsl:value-of select="$dato"/>
      </journaldato>
      <xsl:if test="string($journaldato) = '' and normalize-space(jpJdato[1])">
        <xsl:call-template name="dato">
          <xsl:with-param name="felt" select="jpJdato[1]"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:apply-templates select="jpDokdato[1]" mode="felt"/>
      <xsl:apply-templates select="jpForfdato[1]" mode="felt"/>
      <xsl:apply-templates select="jpAntved[1]" mode="felt"/>
      <!-- Noark 5 har journalenheten på journalposten, Noark 4 på hver part: den første partens gjelder. -->
      <xsl:apply-templates select="avsmot[1]/amJenhet[1]" mode="felt"/>
      <xsl:apply-templates select="avsmot" mode="korrespondansepart">
        <!-- jpNdoktype N og X -->
        <xsl:with-param name="internt"
            select="normalize-space(translate(jpNdoktype[1], 'nXx', 'NNN')) = 'N'"/>
      </xsl:apply-templates>
      <xsl:apply-templates select="avsmot" mode="avskrivning"/>
    </basisregistrering>
  </xsl:template>

  <!--
    jpId, ellers conv: og conversationId. Har avsenderen ingen av delene, eller bare det en mal hadde stående («?»,
    «${conversationId}»), er samtalen i SBD-en det som skiller meldingene fra hverandre.
  -->
  <xsl:template name="journalpostens-id">
    <xsl:variable name="id">
      <xsl:call-template name="id-uten-plassholder">
        <xsl:with-param name="tekst" select="normalize-space(jpId[1])"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:value-of select="$id"/>
    <xsl:if test="string($id) = ''">
      <xsl:variable name="samtale">
        <xsl:call-template name="id-uten-plassholder">
          <xsl:with-param name="tekst" select="normalize-space($konvolutt/@conversationId)"/>
        </xsl:call-template>
      </xsl:variable>
      <xsl:text>conv:</xsl:text>
      <xsl:value-of select="$samtale"/>
      <xsl:if test="string($samtale) = ''">
        <xsl:value-of select="$sbd-samtale"/>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <xsl:template match="jpArkdel" mode="felt">
    <referanseArkivdel>
      <xsl:value-of select="normalize-space()"/>
    </referanseArkivdel>
  </xsl:template>

  <xsl:template match="jpOffinnhold" mode="felt">
    <offentligTittel>
      <xsl:value-of select="normalize-space()"/>
    </offentligTittel>
  </xsl:template>

  <xsl:template match="jpJaar" mode="felt">
    <xsl:variable name="tall">
      <xsl:call-template name="tall"/>
    </xsl:variable>
    <xsl:if test="string($tall)">
      <journalaar>
        <xsl:value-of select="$tall"/>
      </journalaar>
    </xsl:if>
  </xsl:template>

  <xsl:template match="jpSeknr" mode="felt">
    <xsl:variable name="tall">
      <xsl:call-template name="tall"/>
    </xsl:variable>
    <xsl:if test="string($tall)">
      <journalsekvensnummer>
        <xsl:value-of select="$tall"/>
      </journalsekvensnummer>
    </xsl:if>
  </xsl:template>

  <xsl:template match="jpJpostnr" mode="felt">
    <xsl:variable name="tall">
      <xsl:call-template name="tall"/>
    </xsl:variable>
    <xsl:if test="string($tall)">
      <journalpostnummer>
        <xsl:value-of select="$tall"/>
      </journalpostnummer>
    </xsl:if>
  </xsl:template>

  <xsl:template match="jpDokdato" mode="felt">
    <xsl:choose>
      <xsl:when test="string($dokumentdato)">
        <dokumentetsDato>
          <xsl:value-of select="$dokumentdato"/>
        </dokumentetsDato>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="dato"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="jpForfdato" mode="felt">
    <xsl:variable name="frist">
      <xsl:call-template name="dato"/>
    </xsl:variable>
    <xsl:if test="string($frist)">
      <forfallsdato>
        <xsl:value-of select="$frist"/>
      </forfallsdato>
    </xsl:if>
  </xsl:template>

  <xsl:template match="jpAntved" mode="felt">
    <xsl:variable name="tall">
      <xsl:call-template name="tall"/>
    </xsl:variable>
    <xsl:if test="string($tall)">
      <antallVedlegg>
        <xsl:value-of select="$tall"/>
      </antallVedlegg>
    </xsl:if>
  </xsl:template>

  <xsl:template match="amJenhet" mode="felt">
    <journalenhet>
      <xsl:value-of select="normalize-space()"/>
    </journalenhet>
  </xsl:template>

</xsl:stylesheet>
