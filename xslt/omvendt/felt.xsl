<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Det feltene på den omvendte veien har felles.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    exclude-result-prefixes="n ab">

  <!--
    Et felt med en dato. Et tidspunkt gir dagen, og sonen faller bort. 0001-01-01 er vår egen «ingen dato».
    Parametre: navn (feltet), dato (elementet; kan mangle).
  -->
  <xsl:template name="omvendt-dato">
    <xsl:param name="navn"/>
    <xsl:param name="dato"/>
    <xsl:if test="string($dato) and not(starts-with($dato, '0001-01-01'))">
      <xsl:variable name="dag">
        <xsl:call-template name="dato">
          <xsl:with-param name="felt" select="$dato"/>
        </xsl:call-template>
      </xsl:variable>
      <xsl:if test="string($dag)">
        <xsl:element name="{$navn}">
          <xsl:value-of select="$dag"/>
        </xsl:element>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <!--
    Et felt med en kode, av verdien i Noark 5.
    Parametre: navn (feltet), element (i arkivmelding; kan mangle).
  -->
  <xsl:template name="omvendt-kode">
    <xsl:param name="navn"/>
    <xsl:param name="element"/>
    <xsl:variable name="kode">
      <xsl:apply-templates select="$element[1]" mode="kode"/>
    </xsl:variable>
    <xsl:if test="string($kode)">
      <xsl:element name="{$navn}">
        <xsl:value-of select="$kode"/>
      </xsl:element>
    </xsl:if>
  </xsl:template>

  <!--
    Tilgangskoden, av egen tilgangsrestriksjon; ellers av en skjerming Noark 4 ikke har plass til, som også skjermer når den ikke
    har noen. Helt tom er den intet: integrasjonspunktet skrev alltid en. Merket sier at koden ikke er laget av feltets eget
    element: restfeltet tar den ikke bort (fletting.xsl).
    Parametre: navn (feltet), egen (tilgangsrestriksjon), annens (én skjerming; begge kan mangle).
  -->
  <xsl:template name="omvendt-tilgangskode">
    <xsl:param name="navn"/>
    <xsl:param name="egen"/>
    <xsl:param name="annens"/>
    <xsl:choose>
      <xsl:when test="$annens">
        <xsl:variable name="kode">
          <xsl:apply-templates select="$annens/n:tilgangsrestriksjon" mode="kode"/>
        </xsl:variable>
        <xsl:element name="{$navn}">
          <xsl:attribute name="ab:annens">ja</xsl:attribute>
          <xsl:value-of select="$kode"/>
          <xsl:if test="string($kode) = ''">UO</xsl:if>
        </xsl:element>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="omvendt-kode">
          <xsl:with-param name="navn" select="$navn"/>
          <xsl:with-param name="element" select="$egen"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Adressen på én linje. Kontekst: parten. -->
  <xsl:template name="omvendt-adresse">
    <xsl:for-each select="n:postadresse[string()]">
      <xsl:if test="position() &gt; 1">, </xsl:if>
      <xsl:value-of select="."/>
    </xsl:for-each>
  </xsl:template>

</xsl:stylesheet>
