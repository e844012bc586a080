<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  arkivmelding_kvittering til AppReceipt.

  Inn: kvitteringen slik den står i SBD-en, skrevet som XML: samme form som appreceipt-til-kvittering.xsl skriver.
  Ut:  en PutMessageRequest (noarkExchange) med AppReceipt som elementer i payload. Barna står uten navnerom, som i
       skjemaet; flere arkivsystemer sammenligner elementnavn som tekst.

  Kan kjøres alene: xsltproc kvittering-til-appreceipt.xsl kvittering.xml. Samme inndata gir alltid samme utdata.

  relatedToMessageId har ingen plass i AppReceipt: et svar til et arkiv kjennes på conversationId.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:k="urn:x-arkivbro:kvittering:1"
    xmlns="http://www.arkivverket.no/Noark/Exchange/types"
    exclude-result-prefixes="k">

  <!-- Ikke indent: i AppReceipt er alt som ikke er merking, tekst til arkivet. -->
  <xsl:output method="xml" encoding="UTF-8" indent="no"/>

  <!-- envelope/@conversationId: id-en arkivet selv skrev. -->
  <xsl:param name="conversation-id" select="''"/>

  <!-- Avsenderen av kvitteringen. Tomt navn og tom referanse utelates. -->
  <xsl:param name="avsender-orgnr" select="''"/>
  <xsl:param name="avsender-navn" select="''"/>
  <xsl:param name="avsender-ref" select="''"/>

  <!-- Mottakeren av kvitteringen. -->
  <xsl:param name="mottaker-orgnr" select="''"/>
  <xsl:param name="mottaker-navn" select="''"/>
  <xsl:param name="mottaker-ref" select="''"/>

  <xsl:include href="felles/funn.xsl"/>
  <xsl:include href="felles/kvittering.xsl"/>
  <xsl:include href="felles/plassholder.xsl"/>
  <xsl:include href="felles/tekst.xsl"/>

  <xsl:template match="/">
    <xsl:choose>
      <xsl:when test="k:arkivmelding_kvittering">
        <PutMessageRequest>
          <!-- contentNamespace er det samme også på kvitteringer: arkiver avviser dem uten. -->
          <envelope xmlns="" conversationId="{$conversation-id}"
              contentNamespace="http://www.arkivverket.no/Noark4-1-WS-WD/types">
            <sender>
              <xsl:call-template name="part">
                <xsl:with-param name="orgnr" select="$avsender-orgnr"/>
                <xsl:with-param name="navn" select="$avsender-navn"/>
                <xsl:with-param name="ref" select="$avsender-ref"/>
              </xsl:call-template>
            </sender>
            <receiver>
              <xsl:call-template name="part">
                <xsl:with-param name="orgnr" select="$mottaker-orgnr"/>
                <xsl:with-param name="navn" select="$mottaker-navn"/>
                <xsl:with-param name="ref" select="$mottaker-ref"/>
              </xsl:call-template>
            </receiver>
          </envelope>
          <payload xmlns="">
            <xsl:apply-templates select="k:arkivmelding_kvittering" mode="appreceipt"/>
          </payload>
        </PutMessageRequest>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'SY-012'"/>
          <xsl:with-param name="sti" select="local-name(*)"/>
          <xsl:with-param name="verdi" select="''"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Innholdet i sender eller receiver.
    Parametre: orgnr, navn, ref.
    Resultat:  elementene, i skjemaets rekkefølge.
  -->
  <xsl:template name="part">
    <xsl:param name="orgnr"/>
    <xsl:param name="navn"/>
    <xsl:param name="ref"/>
    <orgnr xmlns="">
      <xsl:value-of select="$orgnr"/>
    </orgnr>
    <xsl:if test="$navn != ''">
      <name xmlns="">
        <xsl:value-of select="$navn"/>
      </name>
    </xsl:if>
    <xsl:if test="$ref != ''">
      <ref xmlns="">
        <xsl:value-of select="$ref"/>
      </ref>
    </xsl:if>
  </xsl:template>

  <xsl:template match="k:arkivmelding_kvittering" mode="appreceipt">
    <xsl:variable name="oppgitt" select="k:receiptType[1]"/>
    <xsl:variable name="type">
      <xsl:call-template name="kvitteringstype">
        <xsl:with-param name="oppgitt" select="$oppgitt"/>
      </xsl:call-template>
    </xsl:variable>
    <AppReceipt>
      <!-- receiptType -->
      <xsl:attribute name="type">
        <xsl:value-of select="$type"/>
        <xsl:if test="$type = ''">ERROR</xsl:if>
      </xsl:attribute>
      <xsl:apply-templates select="k:messages" mode="appreceipt"/>
      <xsl:if test="$type = ''">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'KV-001'"/>
          <xsl:with-param name="sti" select="'arkivmelding_kvittering/receiptType'"/>
          <xsl:with-param name="verdi" select="$oppgitt"/>
        </xsl:call-template>
        <message xmlns="" code="{$ukjent-kode}">
          <text>
            <xsl:call-template name="ukjent-kvitteringstype">
              <xsl:with-param name="felt" select="'receiptType'"/>
              <xsl:with-param name="oppgitt" select="$oppgitt"/>
            </xsl:call-template>
          </text>
        </message>
      </xsl:if>
    </AppReceipt>
  </xsl:template>

  <xsl:template match="k:messages" mode="appreceipt">
    <message xmlns="">
      <!-- code -->
      <xsl:attribute name="code">
        <xsl:value-of select="k:code"/>
        <xsl:if test="not(k:code)">
          <xsl:value-of select="$ukjent-kode"/>
        </xsl:if>
      </xsl:attribute>
      <xsl:if test="not(k:code)">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'KV-002'"/>
          <xsl:with-param name="verdi" select="''"/>
        </xsl:call-template>
      </xsl:if>
      <!-- text -->
      <text>
        <xsl:value-of select="k:text"/>
      </text>
      <xsl:if test="not(k:text)">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'KV-003'"/>
          <xsl:with-param name="verdi" select="''"/>
        </xsl:call-template>
      </xsl:if>
    </message>
  </xsl:template>

  <xsl:template match="* | text()" priority="-9"/>
  <xsl:template match="* | text()" mode="appreceipt" priority="-9"/>

</xsl:stylesheet>
