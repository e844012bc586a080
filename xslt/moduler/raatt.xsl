<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Det som bæres som det er: rekkefølgen i en gruppe som ikke er regelmessig, og det i den som ikke er felt på plassen sin.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:b="urn:x-arkivbro:restfelt:1"
    xmlns:exsl="http://exslt.org/common"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="ab exsl str">

  <!--
    Rekkefølgen i en uregelmessig gruppe, og det i den som ikke er felt på plassen sin. Blanke er innrykk der det står
    elementer, og innhold der det ikke gjør det.
    Kontekst og parametre: som «rest», og foerste (det første av hvert felt, som generate-id med blanke rundt).
  -->
  <xsl:template name="rekke">
    <xsl:param name="felt"/>
    <xsl:param name="grupper"/>
    <xsl:param name="attributter"/>
    <xsl:param name="foerste"/>
    <xsl:variable name="navnene">
      <xsl:for-each select="node()[self::* or self::text()[normalize-space() or not(../*)]]">
        <xsl:variable name="navn" select="name()"/>
        <xsl:choose>
          <xsl:when test="self::* and contains($grupper, concat(' ', $navn, ' '))">
            <xsl:value-of select="concat(' ', $navn)"/>
          </xsl:when>
          <xsl:when test="$interne-merknader = 'hold-tilbake' and translate(local-name(), $store, $smaa) = 'tilleggsinfo'"/>
          <xsl:when test="self::* and contains($felt, concat(' ', $navn, ' ')) and not(@*[not(namespace-uri())])
                          and (not(*) or contains($sammensatte-felt, concat(' ', $navn, ' ')))
                          and contains($foerste, concat(' ', generate-id(), ' '))">
            <xsl:value-of select="concat(' ', $navn)"/>
          </xsl:when>
          <xsl:otherwise> *</xsl:otherwise>
        </xsl:choose>
      </xsl:for-each>
    </xsl:variable>
    <b:rekke>
      <xsl:value-of select="substring($navnene, 2)"/>
    </b:rekke>
    <xsl:for-each select="@*[not(namespace-uri()) and not(contains($attributter, concat(' ', name(), ' ')))]">
      <b:attributt navn="{name()}">
        <xsl:value-of select="."/>
      </b:attributt>
    </xsl:for-each>
    <xsl:variable name="fremmede">
      <xsl:for-each select="node()[self::* or self::text()[normalize-space() or not(../*)]]">
        <xsl:variable name="navn" select="name()"/>
        <xsl:choose>
          <xsl:when test="not(self::*)">
            <b:tekst>
              <xsl:value-of select="."/>
            </b:tekst>
          </xsl:when>
          <xsl:when test="contains($grupper, concat(' ', $navn, ' '))"/>
          <!-- en intern merknad som ikke står der den hører hjemme, holdes tilbake som de andre -->
          <xsl:when test="$interne-merknader = 'hold-tilbake' and translate(local-name(), $store, $smaa) = 'tilleggsinfo'">
            <xsl:apply-templates select="." mode="raatt"/>
          </xsl:when>
          <xsl:when test="contains($felt, concat(' ', $navn, ' ')) and not(@*[not(namespace-uri())])
                          and (not(*) or contains($sammensatte-felt, concat(' ', $navn, ' ')))
                          and contains($foerste, concat(' ', generate-id(), ' '))"/>
          <xsl:otherwise>
            <xsl:call-template name="raatt-element"/>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="exsl:node-set($fremmede)/*">
      <b:fremmed>
        <xsl:copy-of select="$fremmede"/>
      </b:fremmed>
    </xsl:if>
  </xsl:template>

  <!-- Det som betyr noe for seg i restfeltet: et fremmed felt som heter det samme, står i b:element. -->
  <xsl:variable name="restfeltets-navn" select="' element tekst attributt rekke tom avledet utelatt fremmed '"/>

  <!-- Modus «raatt»: et element som det er, med alt i seg. Et vanlig Noark 4-element beholder navnet sitt. -->

  <!-- Uten predikat i mønsteret: libxslt teller da søsknene på nytt for hvert element som har noe i seg. -->
  <xsl:template match="*" mode="raatt">
    <xsl:choose>
      <!-- også i et annet navnerom eller med andre bokstaver: da er den ukjent, men den er like intern -->
      <xsl:when test="translate(local-name(), 'TILEGSNFO', 'tilegsnfo') = 'tilleggsinfo'">
        <xsl:call-template name="raatt-merknad"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="raatt"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="raatt">
    <xsl:choose>
      <xsl:when test="namespace-uri() or @*[not(namespace-uri())] or contains($restfeltets-navn, concat(' ', name(), ' '))">
        <xsl:call-template name="raatt-element"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:element name="b:{name()}">
          <xsl:apply-templates select="@ab:filnavn" mode="raatt"/>
          <xsl:apply-templates select="node()" mode="raatt"/>
        </xsl:element>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Et dokument uten innhold, som innstillingen utelater. -->
  <xsl:template match="dokument[@ab:utelatt = 'ja']" mode="raatt" priority="1"/>

  <xsl:template name="raatt-merknad">
    <xsl:choose>
      <xsl:when test="$interne-merknader != 'hold-tilbake'">
        <xsl:call-template name="raatt"/>
      </xsl:when>
      <xsl:when test="not(self::tilleggsinfo)">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-050'"/>
          <xsl:with-param name="verdi" select="''"/>
          <xsl:with-param name="arg1" select="1"/>
        </xsl:call-template>
      </xsl:when>
      <!-- Ett funn for alle som står sammen. -->
      <xsl:when test="not(preceding-sibling::tilleggsinfo[1])">
        <xsl:variable name="sted">
          <xsl:call-template name="sti">
            <xsl:with-param name="node" select=".."/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-050'"/>
          <xsl:with-param name="sti" select="concat($sted, '/tilleggsinfo')"/>
          <xsl:with-param name="verdi" select="''"/>
          <xsl:with-param name="arg1" select="count(../tilleggsinfo)"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Navnet på filen, når det er en; ellers på den tomme som står i stedet. -->
  <xsl:template match="@ab:filnavn" mode="raatt">
    <xsl:variable name="navn">
      <xsl:choose>
        <xsl:when test="../fil/base64">filnavn</xsl:when>
        <xsl:otherwise>utenfil</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:attribute name="{$navn}">
      <xsl:value-of select="."/>
    </xsl:attribute>
  </xsl:template>

  <xsl:template match="text()" mode="raatt">
    <xsl:value-of select="."/>
  </xsl:template>

  <!-- Navnerommet som verdi: slik kan ikke et fremmed element bli lest som et av arkivmeldingens egne. -->
  <xsl:template name="raatt-element">
    <b:element navn="{local-name()}">
      <xsl:if test="namespace-uri()">
        <xsl:attribute name="rom">
          <xsl:choose>
            <!-- libxml2 har hver & i et navnerom som en referanse. -->
            <xsl:when test="contains(namespace-uri(), '&amp;')">
              <xsl:value-of select="str:replace(namespace-uri(), '&amp;#38;', '&amp;')"/>
            </xsl:when>
            <xsl:otherwise>
              <xsl:value-of select="namespace-uri()"/>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="@ab:filnavn" mode="raatt"/>
      <xsl:for-each select="@*[not(namespace-uri())]">
        <xsl:attribute name="b:{name()}">
          <xsl:value-of select="."/>
        </xsl:attribute>
      </xsl:for-each>
      <xsl:apply-templates select="node()" mode="raatt"/>
    </b:element>
  </xsl:template>

</xsl:stylesheet>
