<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Modus «kjennetegn»: det en gruppe kjennes igjen på når grupper har byttet plass, er kommet til eller falt fra på veien. Det
  står i restfeltet ved siden av nummeret, og gruppen har det selv. Av en lang tekst: begynnelsen, lengden og slutten.
  Bruker nøkkelen «par» (parvis.xsl).
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:exsl="http://exslt.org/common"
    exclude-result-prefixes="n ab exsl">

  <!-- Modus «navn»: det gruppen heter. -->
  <xsl:template match="n:korrespondansepart" mode="navn">
    <xsl:value-of select="n:korrespondansepartNavn"/>
  </xsl:template>

  <xsl:template match="n:merknad" mode="navn">
    <xsl:value-of select="n:merknadstekst"/>
  </xsl:template>

  <xsl:template match="n:klassifikasjon" mode="navn">
    <xsl:value-of select="concat(n:referanseKlassifikasjonssystem, ' ', n:klasseID)"/>
  </xsl:template>

  <!--
    De av gruppene som ikke er alene om å hete det de heter. Sortert, for da står de like ved siden av hverandre: et oppslag
    ville for hver av dem gitt en kopi av alle som heter det samme.
    Parametre: grupper.
  -->
  <xsl:template name="flertydige">
    <xsl:param name="grupper"/>
    <xsl:if test="$grupper[2]">
      <xsl:variable name="sortert">
        <xsl:for-each select="$grupper">
          <xsl:variable name="navn">
            <xsl:apply-templates select="." mode="navn"/>
          </xsl:variable>
          <ab:par id="{generate-id()}" makker="{$navn}"/>
        </xsl:for-each>
      </xsl:variable>
      <xsl:variable name="rekke">
        <xsl:for-each select="exsl:node-set($sortert)/ab:par">
          <xsl:sort select="@makker"/>
          <xsl:copy-of select="."/>
        </xsl:for-each>
      </xsl:variable>
      <xsl:for-each select="exsl:node-set($rekke)/ab:par">
        <xsl:if test="preceding-sibling::*[1]/@makker = @makker or following-sibling::*[1]/@makker = @makker">
          <ab:par id="{@id}"/>
        </xsl:if>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!--
    Heter flere det samme, er de ikke til å skille på navnet: da er det innholdet som gjelder, så langt det er ulikt.
    Parametre: flertydige (av malen over, som nodesett; kan mangle).
  -->
  <xsl:template match="n:korrespondansepart | n:merknad | n:klassifikasjon" mode="kjennetegn">
    <xsl:param name="flertydige" select="/.."/>
    <xsl:variable name="id" select="generate-id()"/>
    <xsl:variable name="er-flertydig">
      <xsl:for-each select="$flertydige">
        <xsl:if test="key('par', $id)">*</xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string($er-flertydig)">
        <xsl:for-each select="*">
          <xsl:if test="position() &gt; 1"> | </xsl:if>
          <xsl:call-template name="kort-kjennetegn">
            <xsl:with-param name="tekst" select="string()"/>
          </xsl:call-template>
        </xsl:for-each>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="navn">
          <xsl:apply-templates select="." mode="navn"/>
        </xsl:variable>
        <xsl:call-template name="kort-kjennetegn">
          <xsl:with-param name="tekst" select="string($navn)"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="n:dokumentobjekt | n:dokumentbeskrivelse" mode="kjennetegn">
    <xsl:value-of select="n:referanseDokumentfil"/>
  </xsl:template>

  <!-- Ett ledd i en liste med blank mellom leddene. -->
  <xsl:template match="n:avskrivning" mode="kjennetegn">
    <xsl:for-each select="*">
      <xsl:value-of select="concat('/', translate(normalize-space(), ' ', '_'))"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="kort-kjennetegn">
    <xsl:param name="tekst"/>
    <xsl:choose>
      <xsl:when test="string-length($tekst) &lt;= 60">
        <xsl:value-of select="$tekst"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat(substring($tekst, 1, 40), ' … ', string-length($tekst), ' … ',
                                     substring($tekst, string-length($tekst) - 14))"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
