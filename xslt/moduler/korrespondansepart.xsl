<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Korrespondanseparter, av avsmot: avsender, mottakere og kopimottakere.
-->
<xsl:stylesheet version="1.0"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- Parametre: internt (om dokumentet er organinternt). -->
  <xsl:template match="avsmot" mode="korrespondansepart">
    <xsl:param name="internt"/>
    <korrespondansepart>
      <!-- amIhtype, amKopimot, jpNdoktype, amOrgnr -->
      <korrespondanseparttype>
        <xsl:call-template name="korrespondanseparttype">
          <xsl:with-param name="intern" select="$internt and not(normalize-space(amOrgnr[1]))"/>
        </xsl:call-template>
      </korrespondanseparttype>
      <!-- amNavn; tomt når det mangler, for skjemaet krever elementet -->
      <korrespondansepartNavn>
        <xsl:value-of select="normalize-space(amNavn[1])"/>
      </korrespondansepartNavn>
      <xsl:apply-templates select="amAdresse[1]" mode="felt"/>
      <xsl:apply-templates select="amPostnr[1]" mode="felt"/>
      <xsl:apply-templates select="amPoststed[1]" mode="felt"/>
      <xsl:apply-templates select="amUtland[1]" mode="felt"/>
      <xsl:apply-templates select="amEpostadr[1]" mode="felt"/>
      <xsl:apply-templates select="amAdmkort[1]" mode="felt"/>
      <xsl:apply-templates select="amSbhinit[1]" mode="felt"/>
    </korrespondansepart>
  </xsl:template>

  <!--
    Hva slags part: amIhtype 0 er avsender, alt annet er mottaker.
    Kontekst:  avsmot.
    Parametre: intern  om parten hører til i egen organisasjon: i et organinternt dokument er det den som ikke
                       har organisasjonsnummer
  -->
  <xsl:template name="korrespondanseparttype">
    <xsl:param name="intern"/>
    <xsl:choose>
      <xsl:when test="normalize-space(amIhtype[1]) = '0' and $intern">Intern avsender</xsl:when>
      <xsl:when test="normalize-space(amIhtype[1]) = '0'">Avsender</xsl:when>
      <xsl:when test="normalize-space(amKopimot[1]) = '1'">Kopimottaker</xsl:when>
      <xsl:when test="$intern">Intern mottaker</xsl:when>
      <xsl:otherwise>Mottaker</xsl:otherwise>
    </xsl:choose>
    <xsl:if test="amIhtype[1][normalize-space() != '0' and normalize-space() != '1']">
      <xsl:call-template name="ukjent-kode">
        <xsl:with-param name="felt" select="amIhtype[1]"/>
        <xsl:with-param name="tabell" select="'korrespondanseparttype'"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="amAdresse" mode="felt">
    <postadresse>
      <xsl:value-of select="normalize-space()"/>
    </postadresse>
  </xsl:template>

  <xsl:template match="amPostnr" mode="felt">
    <postnummer>
      <xsl:value-of select="normalize-space()"/>
    </postnummer>
  </xsl:template>

  <xsl:template match="amPoststed" mode="felt">
    <poststed>
      <xsl:value-of select="normalize-space()"/>
    </poststed>
  </xsl:template>

  <xsl:template match="amUtland" mode="felt">
    <land>
      <xsl:value-of select="normalize-space()"/>
    </land>
  </xsl:template>

  <xsl:template match="amEpostadr" mode="felt">
    <epostadresse>
      <xsl:value-of select="normalize-space()"/>
    </epostadresse>
  </xsl:template>

  <xsl:template match="amAdmkort" mode="felt">
    <administrativEnhet>
      <xsl:value-of select="normalize-space()"/>
    </administrativEnhet>
  </xsl:template>

  <xsl:template match="amSbhinit" mode="felt">
    <saksbehandler>
      <xsl:value-of select="normalize-space()"/>
    </saksbehandler>
  </xsl:template>

</xsl:stylesheet>
