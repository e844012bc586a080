<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Modus «kjennetegn»: det en gruppe kjennes igjen på når grupper har byttet plass, er kommet til eller falt fra på veien. Det
  står i restfeltet ved siden av nummeret, og gruppen har det selv. Av en lang tekst: begynnelsen, lengden og slutten.

  Modus «innhold»: det grupper som heter det samme, kjennes igjen på. Bruker nøkkelen «par» (parvis.xsl).
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:exsl="http://exslt.org/common"
    xmlns:abf="urn:x-arkivbro:funksjoner:1"
    exclude-result-prefixes="n ab exsl abf">

  <xsl:template match="n:korrespondansepart" mode="kjennetegn">
    <xsl:call-template name="kort-kjennetegn">
      <xsl:with-param name="tekst" select="string(n:korrespondansepartNavn)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="n:merknad" mode="kjennetegn">
    <xsl:call-template name="kort-kjennetegn">
      <xsl:with-param name="tekst" select="string(n:merknadstekst)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="n:dokumentobjekt | n:dokumentbeskrivelse" mode="kjennetegn">
    <xsl:value-of select="n:referanseDokumentfil"/>
  </xsl:template>

  <xsl:template match="n:klassifikasjon" mode="kjennetegn">
    <xsl:call-template name="kort-kjennetegn">
      <xsl:with-param name="tekst" select="concat(n:referanseKlassifikasjonssystem, ' ', n:klasseID)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="n:korrespondansepart | n:merknad | n:klassifikasjon" mode="innhold">
    <xsl:for-each select="*">
      <xsl:if test="position() &gt; 1"> | </xsl:if>
      <!-- Hele teksten: to merknader kan være ulike bare på midten. -->
      <xsl:value-of select="."/>
    </xsl:for-each>
  </xsl:template>

  <!-- Ett ledd i en liste med blank mellom leddene. Hvem som har avskrevet, er ofte den samme på alle, og har ikke noe felt. -->
  <xsl:template match="n:avskrivning" mode="innhold">
    <xsl:for-each select="*[not(self::n:avskrevetAv)]">
      <xsl:variable name="kort">
        <xsl:call-template name="kort-kjennetegn">
          <xsl:with-param name="tekst" select="normalize-space()"/>
        </xsl:call-template>
      </xsl:variable>
      <xsl:value-of select="concat('/', translate($kort, ' ', '_'))"/>
    </xsl:for-each>
  </xsl:template>

  <!--
    De av gruppene som ikke er alene om kjennetegnet sitt, eller ikke har noe. Uten vertsprogrammet sortert, for da står de like
    ved siden av hverandre: et oppslag ville for hver av dem gitt en kopi av alle som har det samme.
    Parametre: grupper.
    Resultat:  ab:par med hver sin id.
  -->
  <xsl:template name="flertydige">
    <xsl:param name="grupper"/>
    <xsl:if test="$grupper[2]">
      <xsl:variable name="kjennetegn">
        <xsl:for-each select="$grupper">
          <ab:par id="{generate-id()}">
            <xsl:attribute name="makker">
              <xsl:apply-templates select="." mode="kjennetegn"/>
            </xsl:attribute>
          </ab:par>
        </xsl:for-each>
      </xsl:variable>
      <xsl:variable name="par" select="exsl:node-set($kjennetegn)/ab:par"/>
      <xsl:choose>
        <xsl:when test="function-available('abf:gjentatte')">
          <xsl:for-each select="abf:gjentatte($par, 'makker')">
            <ab:par id="{@id}"/>
          </xsl:for-each>
        </xsl:when>
        <xsl:otherwise>
          <xsl:variable name="sortert">
            <xsl:for-each select="$par">
              <xsl:sort select="@makker"/>
              <xsl:copy-of select="."/>
            </xsl:for-each>
          </xsl:variable>
          <xsl:for-each select="exsl:node-set($sortert)/ab:par">
            <xsl:if test="preceding-sibling::*[1]/@makker = @makker or following-sibling::*[1]/@makker = @makker">
              <ab:par id="{@id}"/>
            </xsl:if>
          </xsl:for-each>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:for-each select="$par[@makker = '']">
        <ab:par id="{@id}"/>
      </xsl:for-each>
    </xsl:if>
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
