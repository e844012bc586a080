<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Gruppene som gjentas, den omvendte veien: modus «flettet» (melding.xsl) for hver av dem.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:b="urn:x-arkivbro:restfelt:1"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:exsl="http://exslt.org/common"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="n b exsl str">

  <xsl:template match="n:korrespondansepart" mode="flettet">
    <xsl:param name="felles"/>
    <xsl:param name="rest"/>
    <xsl:param name="plass" select="position()"/>
    <xsl:param name="nr" select="$plass"/>
    <xsl:param name="er-foerste" select="$plass = 1"/>
    <xsl:param name="opprinnelig" select="$plass"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt">
        <xsl:with-param name="nr" select="string($opprinnelig)"/>
        <xsl:with-param name="er-foerste" select="$er-foerste"/>
        <xsl:with-param name="felles" select="$felles"/>
      </xsl:apply-templates>
    </xsl:variable>
    <avsmot>
      <xsl:call-template name="flett">
        <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
        <xsl:with-param name="rest" select="key('rest-nr', concat(generate-id($rest), ' avsmot ', $nr))"/>
        <xsl:with-param name="felt" select="$felter-avsmot"/>
      </xsl:call-template>
    </avsmot>
  </xsl:template>

  <xsl:template match="n:merknad" mode="flettet">
    <xsl:param name="felles"/>
    <xsl:param name="rest"/>
    <xsl:param name="plass" select="position()"/>
    <xsl:param name="nr" select="$plass"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt">
        <xsl:with-param name="felles" select="$felles"/>
      </xsl:apply-templates>
    </xsl:variable>
    <tilleggsinfo>
      <xsl:call-template name="flett">
        <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
        <xsl:with-param name="rest" select="key('rest-nr', concat(generate-id($rest), ' tilleggsinfo ', $nr))"/>
        <xsl:with-param name="felt" select="$felter-tilleggsinfo"/>
      </xsl:call-template>
    </tilleggsinfo>
  </xsl:template>

  <xsl:template match="n:dokumentobjekt | n:dokumentbeskrivelse" mode="flettet">
    <xsl:param name="rest"/>
    <xsl:param name="plass" select="position()"/>
    <xsl:param name="nr" select="$plass"/>
    <xsl:variable name="dokumentrest" select="key('rest-nr', concat(generate-id($rest), ' dokument ', $nr))"/>
    <xsl:variable name="omvendt">
      <xsl:choose>
        <!-- Det avsenderen ikke skrev, følger av plassen: på en annen plass må det stå. -->
        <xsl:when test="$nr != $plass and $dokumentrest/b:utelatt">
          <xsl:variable name="felt">
            <xsl:apply-templates select="." mode="omvendt-felt"/>
          </xsl:variable>
          <xsl:apply-templates select="exsl:node-set($felt)/*" mode="fast-plass"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:apply-templates select="." mode="omvendt-felt"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:if test="self::n:dokumentbeskrivelse">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-047'"/>
      </xsl:call-template>
    </xsl:if>
    <dokument>
      <xsl:if test="string(n:referanseDokumentfil)">
        <xsl:choose>
          <!-- avsenderen hadde ingen fil; den tomme i forsendelsen er vår -->
          <xsl:when test="$dokumentrest[b:utelatt = 'fil' or b:fil[not(b:base64 | b:element[@navn = 'base64'])]]
                          [not(b:fremmed/b:element[@navn = 'fil']/b:*[local-name() = 'base64' or @navn = 'base64'])]">
            <xsl:attribute name="ab:utenfil">
              <xsl:value-of select="n:referanseDokumentfil"/>
            </xsl:attribute>
          </xsl:when>
          <xsl:otherwise>
            <xsl:attribute name="ab:filnavn">
              <xsl:value-of select="n:referanseDokumentfil"/>
            </xsl:attribute>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:if>
      <xsl:call-template name="flett">
        <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
        <xsl:with-param name="rest" select="$dokumentrest"/>
        <xsl:with-param name="felt" select="$felter-dokument"/>
      </xsl:call-template>
    </dokument>
  </xsl:template>

  <xsl:template match="n:klassifikasjon" mode="flettet">
    <xsl:param name="felles"/>
    <xsl:param name="rest"/>
    <xsl:param name="plass" select="position()"/>
    <xsl:param name="nr" select="$plass"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt">
        <xsl:with-param name="nr" select="$plass"/>
        <xsl:with-param name="felles" select="$felles"/>
      </xsl:apply-templates>
    </xsl:variable>
    <xsl:variable name="baaret" select="key('rest-nr', concat(generate-id($rest), ' klassering ', $nr))"/>
    <!-- Avsenderen hadde ingen tittel, og nummeret vi satte der, er rettet bare i klasseID. Kjennetegnet slutter på det. -->
    <xsl:variable name="kjennetegn" select="$baaret[contains(concat(' ', b:avledet, ' '), ' tittel ')]/@kjennetegn"/>
    <xsl:variable name="er-nummeret"
        select="$kjennetegn and concat(' ', n:tittel) = substring($kjennetegn, string-length($kjennetegn) - string-length(n:tittel))"/>
    <klassering>
      <xsl:call-template name="flett">
        <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*[not($er-nummeret and self::klOvbesk)]"/>
        <xsl:with-param name="rest" select="$baaret"/>
        <xsl:with-param name="felt" select="$felter-klassering"/>
      </xsl:call-template>
    </klassering>
  </xsl:template>

  <xsl:template match="n:sakspart | n:mappe/n:part" mode="flettet">
    <xsl:param name="felles"/>
    <xsl:variable name="omvendt">
      <xsl:apply-templates select="." mode="omvendt-felt">
        <xsl:with-param name="felles" select="$felles"/>
      </xsl:apply-templates>
    </xsl:variable>
    <sakspart>
      <xsl:call-template name="flett">
        <xsl:with-param name="omvendt" select="exsl:node-set($omvendt)/*"/>
        <xsl:with-param name="rest" select="n:virksomhetsspesifikkeMetadata/b:sakspart"/>
        <xsl:with-param name="felt" select="$felter-sakspart"/>
      </xsl:call-template>
    </sakspart>
  </xsl:template>

  <!-- En fil arkivmeldingen ikke nevner. Kontekst: filnavnet. Parametre: nr (plassen blant dokumentene). -->
  <xsl:template name="ekstra-dokument">
    <xsl:param name="nr"/>
    <xsl:variable name="endelse">
      <xsl:call-template name="filendelse">
        <xsl:with-param name="filnavn" select="string()"/>
      </xsl:call-template>
    </xsl:variable>
    <dokument ab:filnavn="{.}">
      <dlRnr>
        <xsl:value-of select="$nr"/>
      </dlRnr>
      <dlType>V</dlType>
      <dbTittel>
        <xsl:value-of select="."/>
      </dbTittel>
      <xsl:if test="string($endelse)">
        <veDokformat>
          <xsl:value-of select="translate($endelse, $smaa, $store)"/>
        </veDokformat>
      </xsl:if>
      <fil>
        <base64/>
      </fil>
      <veFilnavn>
        <xsl:value-of select="."/>
      </veFilnavn>
      <veMimeType>
        <xsl:call-template name="medietype">
          <xsl:with-param name="endelse" select="string($endelse)"/>
        </xsl:call-template>
      </veMimeType>
    </dokument>
  </xsl:template>

  <!-- Modus «fast-plass»: likeså, med det som følger av plassen i rekken av dokumenter. -->
  <xsl:template match="*" mode="fast-plass">
    <xsl:copy>
      <xsl:if test="self::dlType or self::dlRnr">
        <xsl:attribute name="ab:flyttet">ja</xsl:attribute>
      </xsl:if>
      <xsl:copy-of select="@* | node()"/>
    </xsl:copy>
  </xsl:template>

</xsl:stylesheet>
