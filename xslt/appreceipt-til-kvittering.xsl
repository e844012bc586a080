<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  AppReceipt til arkivmelding_kvittering.

  Inn: en PutMessageRequest (noarkExchange) med en AppReceipt som elementer i payload, med eller uten SOAP-konvolutt
       rundt, eller bare AppReceipt.
  Ut:  kvitteringen slik den står i SBD-en, skrevet som XML: elementene heter det samme som medlemmene i JSON, og et
       element som gjentas, er en liste. Adressene står ikke her, men i hodet på SBD-en.

  Kan kjøres alene: xsltproc appreceipt-til-kvittering.xsl melding.xml. Samme inndata gir alltid samme utdata.

  Tekst følger tegn for tegn: en stabelutskrift er bare til nytte når den er hel.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:ex="http://www.arkivverket.no/Noark/Exchange/types"
    xmlns="urn:x-arkivbro:kvittering:1"
    exclude-result-prefixes="ex">

  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <!-- messageId til meldingen det kvitteres for: relatedToMessageId. Tomt: ukjent, og utelatt. -->
  <xsl:param name="besvart-melding" select="''"/>

  <xsl:include href="felles/funn.xsl"/>
  <xsl:include href="felles/kvittering.xsl"/>
  <xsl:include href="felles/plassholder.xsl"/>
  <xsl:include href="felles/tekst.xsl"/>

  <xsl:template match="/">
    <xsl:variable name="appreceipt"
        select="(/ex:AppReceipt | /ex:PutMessageRequest/payload/ex:AppReceipt
                 | /*/*/ex:PutMessageRequest/payload/ex:AppReceipt)[1]"/>
    <xsl:apply-templates select="$appreceipt" mode="kvittering"/>
    <xsl:if test="not($appreceipt)">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'SY-012'"/>
        <xsl:with-param name="sti" select="local-name(*)"/>
        <xsl:with-param name="verdi" select="''"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:apply-templates select="$appreceipt/parent::payload/../envelope[1]" mode="kontroll"/>
    <xsl:apply-templates select="$appreceipt" mode="kontroll"/>
  </xsl:template>

  <xsl:template match="ex:AppReceipt" mode="kvittering">
    <xsl:variable name="type">
      <xsl:call-template name="kvitteringstype">
        <xsl:with-param name="oppgitt" select="@type"/>
      </xsl:call-template>
    </xsl:variable>
    <arkivmelding_kvittering>
      <!-- @type -->
      <receiptType>
        <xsl:value-of select="$type"/>
        <xsl:if test="$type = ''">ERROR</xsl:if>
      </receiptType>
      <xsl:if test="$besvart-melding != ''">
        <relatedToMessageId>
          <xsl:value-of select="$besvart-melding"/>
        </relatedToMessageId>
      </xsl:if>
      <xsl:apply-templates select="message" mode="kvittering"/>
      <xsl:if test="$type = ''">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'KV-001'"/>
          <xsl:with-param name="sti" select="'AppReceipt/@type'"/>
          <xsl:with-param name="verdi" select="@type"/>
        </xsl:call-template>
        <messages>
          <code>
            <xsl:value-of select="$ukjent-kode"/>
          </code>
          <text>
            <xsl:call-template name="ukjent-kvitteringstype">
              <xsl:with-param name="felt" select="'AppReceipt/@type'"/>
              <xsl:with-param name="oppgitt" select="@type"/>
            </xsl:call-template>
          </text>
        </messages>
      </xsl:if>
    </arkivmelding_kvittering>
  </xsl:template>

  <xsl:template match="message" mode="kvittering">
    <messages>
      <!-- @code -->
      <code>
        <xsl:value-of select="@code"/>
        <xsl:if test="not(@code)">
          <xsl:value-of select="$ukjent-kode"/>
          <xsl:call-template name="funn">
            <xsl:with-param name="kode" select="'KV-002'"/>
            <xsl:with-param name="verdi" select="''"/>
          </xsl:call-template>
        </xsl:if>
      </code>
      <!-- text -->
      <text>
        <xsl:choose>
          <xsl:when test="text[1][normalize-space()] or text and not(text()[normalize-space()])">
            <xsl:value-of select="text[1]"/>
          </xsl:when>
          <!-- noen skriver teksten rett i message: den sier ofte hva som er feil -->
          <xsl:otherwise>
            <xsl:variable name="rett">
              <xsl:for-each select="text()">
                <xsl:value-of select="concat(., ' ')"/>
              </xsl:for-each>
            </xsl:variable>
            <xsl:value-of select="normalize-space($rett)"/>
            <xsl:call-template name="funn">
              <xsl:with-param name="kode" select="'KV-003'"/>
              <xsl:with-param name="verdi" select="''"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </text>
    </messages>
  </xsl:template>

  <!--
    Kontroll: et element utenom de kjente er ukjent, eller gjentar et som bare kan stå én gang. Tekst og attributter utenom
    feltene kommer ikke med, og meldes. Skriver ingenting.
  -->
  <xsl:template match="ex:AppReceipt" mode="kontroll">
    <xsl:apply-templates select="*[not(self::message)]" mode="ukjent"/>
    <xsl:apply-templates select="text()[normalize-space()][1]" mode="utenom"/>
    <xsl:apply-templates select="@*[not(namespace-uri())][name() != 'type']" mode="utenom"/>
    <xsl:apply-templates select="message" mode="kontroll"/>
  </xsl:template>

  <xsl:template match="message" mode="kontroll">
    <xsl:apply-templates select="text[position() &gt; 1]" mode="gjentatt"/>
    <xsl:apply-templates select="*[not(self::text)] | text[1]/*" mode="ukjent"/>
    <xsl:apply-templates select="self::*[text[1][normalize-space()]]/text()[normalize-space()][1]" mode="utenom"/>
    <xsl:apply-templates select="@*[not(namespace-uri())][name() != 'code'] | text[1]/@*[not(namespace-uri())]" mode="utenom"/>
  </xsl:template>

  <xsl:template match="envelope" mode="kontroll">
    <xsl:apply-templates select="sender[position() &gt; 1] | receiver[position() &gt; 1]" mode="gjentatt"/>
    <xsl:apply-templates select="*[not(self::sender or self::receiver)]" mode="ukjent"/>
    <xsl:apply-templates select="sender[1] | receiver[1]" mode="kontroll"/>
  </xsl:template>

  <xsl:template match="sender | receiver" mode="kontroll">
    <xsl:apply-templates mode="gjentatt" select="orgnr[position() &gt; 1] | name[position() &gt; 1]
                                                 | email[position() &gt; 1] | ref[position() &gt; 1]"/>
    <xsl:apply-templates select="*[not(self::orgnr or self::name or self::email or self::ref)]" mode="ukjent"/>
  </xsl:template>

  <xsl:template match="*" mode="gjentatt">
    <xsl:call-template name="funn">
      <xsl:with-param name="kode" select="'OM-002'"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Funnet gjelder teksten eller attributtet, og ikke elementene ved siden av. -->
  <xsl:template match="text() | @*" mode="utenom">
    <xsl:variable name="sted">
      <xsl:call-template name="sti">
        <xsl:with-param name="node" select=".."/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="ledd">
      <xsl:choose>
        <xsl:when test="self::text()">text()</xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="concat('@', name())"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:call-template name="funn">
      <xsl:with-param name="kode" select="'KV-005'"/>
      <xsl:with-param name="sti" select="concat($sted, '/', $ledd)"/>
      <xsl:with-param name="verdi" select="''"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="*" mode="ukjent">
    <xsl:call-template name="funn">
      <xsl:with-param name="kode" select="'OM-001'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="* | text()" priority="-9"/>
  <xsl:template match="* | text()" mode="kvittering" priority="-9"/>
  <xsl:template match="* | text()" mode="kontroll" priority="-9"/>

</xsl:stylesheet>
