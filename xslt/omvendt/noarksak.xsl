<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Feltene i noarksak, av saksmappen.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    exclude-result-prefixes="n">

  <xsl:template match="n:mappe" mode="omvendt-felt">
    <xsl:if test="string(n:systemID)">
      <saId>
        <xsl:value-of select="n:systemID"/>
      </saId>
    </xsl:if>
    <xsl:if test="string(n:saksaar)">
      <saSaar>
        <xsl:value-of select="n:saksaar"/>
      </saSaar>
    </xsl:if>
    <xsl:if test="string(n:sakssekvensnummer)">
      <saSeknr>
        <xsl:value-of select="n:sakssekvensnummer"/>
      </saSeknr>
    </xsl:if>
    <xsl:call-template name="omvendt-kode">
      <xsl:with-param name="navn" select="'saPapir'"/>
      <xsl:with-param name="element" select="n:dokumentmedium"/>
    </xsl:call-template>
    <xsl:call-template name="omvendt-dato">
      <xsl:with-param name="navn" select="'saDato'"/>
      <xsl:with-param name="dato" select="n:saksdato"/>
    </xsl:call-template>
    <!-- skjemaet krever feltet -->
    <saTittel>
      <xsl:value-of select="n:tittel"/>
    </saTittel>
    <xsl:if test="n:skjerming/n:skjermingMetadata[normalize-space() = 'Skjerming tittel mappe - utvalgte ord']">
      <saU1>1</saU1>
    </xsl:if>
    <xsl:call-template name="omvendt-kode">
      <xsl:with-param name="navn" select="'saStatus'"/>
      <xsl:with-param name="element" select="n:saksstatus"/>
    </xsl:call-template>
    <xsl:if test="string(n:referanseArkivdel)">
      <saArkdel>
        <xsl:value-of select="n:referanseArkivdel"/>
      </saArkdel>
    </xsl:if>
    <xsl:if test="string(n:journalenhet)">
      <saJenhet>
        <xsl:value-of select="n:journalenhet"/>
      </saJenhet>
    </xsl:if>
    <xsl:variable name="egen" select="n:skjerming/n:tilgangsrestriksjon[normalize-space()]"/>
    <!-- en hjemmel uten tilgangsrestriksjon er journalpostens (omvendt/journpost.xsl), om ikke den er skjermet selv -->
    <xsl:variable name="postene-er-skjermet" select="boolean(*[self::n:basisregistrering or self::n:registrering]/n:skjerming[normalize-space()])"/>
    <xsl:variable name="andres"
        select="(ancestor::n:mappe/*[self::n:skjerming or self::n:gradering][normalize-space()])[1]
                | (*[self::n:skjerming[not(normalize-space(n:skjermingshjemmel))
                                       or not(n:tilgangsrestriksjon) and $postene-er-skjermet]
                     or self::n:gradering][normalize-space()])[1]"/>
    <xsl:variable name="med-kode" select="(ancestor::n:mappe/n:skjerming[normalize-space(n:tilgangsrestriksjon)])[1]"/>
    <xsl:variable name="annens" select="($med-kode | $andres[not($med-kode)])[not($egen)][1]"/>
    <xsl:call-template name="omvendt-tilgangskode">
      <xsl:with-param name="navn" select="'saTgkode'"/>
      <xsl:with-param name="egen" select="$egen"/>
      <xsl:with-param name="annens" select="$annens"/>
    </xsl:call-template>
    <xsl:choose>
      <xsl:when test="normalize-space(n:skjerming[n:tilgangsrestriksjon]/n:skjermingshjemmel)">
        <saUoff>
          <xsl:value-of select="n:skjerming/n:skjermingshjemmel"/>
        </saUoff>
      </xsl:when>
      <xsl:when test="normalize-space($annens/n:skjermingshjemmel)">
        <saUoff>
          <xsl:value-of select="$annens/n:skjermingshjemmel"/>
        </saUoff>
      </xsl:when>
    </xsl:choose>
    <xsl:if test="string(n:offentligTittel)">
      <saOfftittel>
        <xsl:value-of select="n:offentligTittel"/>
      </saOfftittel>
    </xsl:if>
    <xsl:if test="string(n:administrativEnhet) and n:administrativEnhet != 'Ikke oppgitt'">
      <saAdmkort>
        <xsl:value-of select="n:administrativEnhet"/>
      </saAdmkort>
    </xsl:if>
    <xsl:if test="string(n:saksansvarlig) and n:saksansvarlig != 'Ikke oppgitt'">
      <saAnsvinit>
        <xsl:value-of select="n:saksansvarlig"/>
      </saAnsvinit>
    </xsl:if>
  </xsl:template>

  <!-- Parametre: nr (plassen blant klassifikasjonene), felles (det «felles-klasse» gir, som en node). -->
  <xsl:template match="n:klassifikasjon" mode="omvendt-felt">
    <xsl:param name="nr" select="1"/>
    <xsl:param name="felles" select="/.."/>
    <klSort>
      <xsl:value-of select="$nr"/>
    </klSort>
    <!-- skjemaet krever begge feltene -->
    <klOrdnpri>
      <xsl:value-of select="n:referanseKlassifikasjonssystem"/>
    </klOrdnpri>
    <klOrdnver>
      <xsl:value-of select="n:klasseID"/>
    </klOrdnver>
    <xsl:copy-of select="$felles/klU1"/>
    <!-- Noark 5 krever en tittel; uten en egen er den klassens nummer -->
    <xsl:if test="string(n:tittel) and n:tittel != string(n:klasseID)">
      <klOvbesk>
        <xsl:value-of select="n:tittel"/>
      </klOvbesk>
    </xsl:if>
  </xsl:template>

  <!--
    «part» er navnet i et utkast til arkivmelding som noen avsendere bruker.
    Parametre: felles (det «felles-sakspart» gir, som en node).
  -->
  <xsl:template match="n:sakspart | n:mappe/n:part" mode="omvendt-felt">
    <xsl:param name="felles" select="/.."/>
    <!-- ni sifre er et organisasjonsnummer, alt annet avsenderens egen identifikator -->
    <xsl:variable name="id" select="normalize-space(n:sakspartID[1] | n:organisasjonsnummer[1])"/>
    <xsl:variable name="er-orgnr" select="translate($id, '123456789', '000000000') = '000000000'"/>
    <xsl:if test="$id != '' and not($er-orgnr)">
      <spId>
        <xsl:value-of select="$id"/>
      </spId>
    </xsl:if>
    <xsl:if test="$er-orgnr">
      <spOrgnr>
        <xsl:value-of select="$id"/>
      </spOrgnr>
    </xsl:if>
    <xsl:copy-of select="$felles/spU1"/>
    <!-- skjemaet krever feltet -->
    <spNavn>
      <xsl:value-of select="n:sakspartNavn[1] | n:partNavn[1]"/>
    </spNavn>
    <xsl:if test="n:postadresse[string()]">
      <spAdresse>
        <xsl:call-template name="omvendt-adresse"/>
      </spAdresse>
    </xsl:if>
    <xsl:if test="string(n:postnummer)">
      <spPostnr>
        <xsl:value-of select="n:postnummer"/>
      </spPostnr>
    </xsl:if>
    <xsl:if test="string(n:poststed)">
      <spPoststed>
        <xsl:value-of select="n:poststed"/>
      </spPoststed>
    </xsl:if>
    <xsl:if test="string(n:land)">
      <spUtland>
        <xsl:value-of select="n:land"/>
      </spUtland>
    </xsl:if>
    <xsl:if test="string(n:epostadresse)">
      <spEpostadr>
        <xsl:value-of select="n:epostadresse"/>
      </spEpostadr>
    </xsl:if>
    <xsl:if test="string(n:kontaktperson)">
      <spKontakt>
        <xsl:value-of select="n:kontaktperson"/>
      </spKontakt>
    </xsl:if>
    <xsl:variable name="rolle" select="string(n:sakspartRolle[1] | n:partRolle[1])"/>
    <xsl:if test="$rolle != '' and $rolle != 'Ikke oppgitt'">
      <spRolle>
        <xsl:value-of select="$rolle"/>
      </spRolle>
    </xsl:if>
    <!-- Noark 4 har plass til ett nummer -->
    <xsl:if test="string(n:telefonnummer)">
      <spTlf>
        <xsl:value-of select="n:telefonnummer"/>
      </spTlf>
    </xsl:if>
  </xsl:template>

  <!-- Flaggene på mappen gjelder alle. Kontekst: mappen. -->

  <xsl:template name="felles-klasse">
    <xsl:if test="n:skjerming/n:skjermingMetadata[normalize-space() = 'Skjerming klasseID']">
      <klU1>1</klU1>
    </xsl:if>
  </xsl:template>

  <xsl:template name="felles-sakspart">
    <xsl:if test="n:skjerming/n:skjermingMetadata[normalize-space() = 'Skjerming navn part i sak']">
      <spU1>1</spU1>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
