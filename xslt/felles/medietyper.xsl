<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Medietyper etter filendelse. Den samme tabellen står i Medietyper.swift, som gir vedleggene typen sin; en test ser
  at de er like.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="str">

  <!--
    Filendelsen: det som står bak det siste punktumet, når det er én til ti bokstaver eller sifre.
    Parametre: filnavn.
    Resultat:  endelsen med små bokstaver; '' når navnet ikke har noen.
  -->
  <xsl:template name="filendelse">
    <xsl:param name="filnavn"/>
    <!-- Et navn kan være svært langt, med svært mange punktumer. -->
    <xsl:variable name="slutten" select="substring($filnavn, string-length($filnavn) - 10)"/>
    <xsl:if test="contains($slutten, '.')">
      <xsl:variable name="endelse" select="translate(str:tokenize(concat($slutten, '/'), '.')[last()], $store, $smaa)"/>
      <xsl:variable name="bare" select="substring-before($endelse, '/')"/>
      <xsl:if test="string-length($bare) &lt;= 10
                    and translate($bare, 'abcdefghijklmnopqrstuvwxyz0123456789', '') = ''">
        <xsl:value-of select="$bare"/>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <!--
    Medietypen til en filendelse.
    Parametre: endelse (med små bokstaver).
    Resultat:  medietypen; application/octet-stream for en ukjent.
  -->
  <xsl:template name="medietype">
    <xsl:param name="endelse"/>
    <xsl:choose>
      <xsl:when test="$endelse = 'pdf'">application/pdf</xsl:when>
      <xsl:when test="$endelse = 'txt' or $endelse = 'log'">text/plain</xsl:when>
      <xsl:when test="$endelse = 'xml'">application/xml</xsl:when>
      <xsl:when test="$endelse = 'html' or $endelse = 'htm'">text/html</xsl:when>
      <xsl:when test="$endelse = 'csv'">text/csv</xsl:when>
      <xsl:when test="$endelse = 'json'">application/json</xsl:when>
      <xsl:when test="$endelse = 'rtf'">application/rtf</xsl:when>
      <xsl:when test="$endelse = 'doc'">application/msword</xsl:when>
      <xsl:when test="$endelse = 'xls'">application/vnd.ms-excel</xsl:when>
      <xsl:when test="$endelse = 'ppt' or $endelse = 'pps'">application/vnd.ms-powerpoint</xsl:when>
      <xsl:when test="$endelse = 'docx'">application/vnd.openxmlformats-officedocument.wordprocessingml.document</xsl:when>
      <xsl:when test="$endelse = 'xlsx'">application/vnd.openxmlformats-officedocument.spreadsheetml.sheet</xsl:when>
      <xsl:when test="$endelse = 'pptx'">application/vnd.openxmlformats-officedocument.presentationml.presentation</xsl:when>
      <xsl:when test="$endelse = 'ppsx'">application/vnd.openxmlformats-officedocument.presentationml.slideshow</xsl:when>
      <xsl:when test="$endelse = 'docm'">application/vnd.ms-word.document.macroenabled.12</xsl:when>
      <xsl:when test="$endelse = 'xlsm'">application/vnd.ms-excel.sheet.macroenabled.12</xsl:when>
      <xsl:when test="$endelse = 'odt'">application/vnd.oasis.opendocument.text</xsl:when>
      <xsl:when test="$endelse = 'ods'">application/vnd.oasis.opendocument.spreadsheet</xsl:when>
      <xsl:when test="$endelse = 'odp'">application/vnd.oasis.opendocument.presentation</xsl:when>
      <xsl:when test="$endelse = 'zip'">application/zip</xsl:when>
      <xsl:when test="$endelse = 'jpg' or $endelse = 'jpeg'">image/jpeg</xsl:when>
      <xsl:when test="$endelse = 'png'">image/png</xsl:when>
      <xsl:when test="$endelse = 'gif'">image/gif</xsl:when>
      <xsl:when test="$endelse = 'bmp'">image/bmp</xsl:when>
      <xsl:when test="$endelse = 'tif' or $endelse = 'tiff'">image/tiff</xsl:when>
      <xsl:when test="$endelse = 'svg'">image/svg+xml</xsl:when>
      <xsl:when test="$endelse = 'eml'">message/rfc822</xsl:when>
      <xsl:when test="$endelse = 'msg'">application/vnd.ms-outlook</xsl:when>
      <xsl:when test="$endelse = 'mp3'">audio/mpeg</xsl:when>
      <xsl:when test="$endelse = 'wav'">audio/wav</xsl:when>
      <xsl:when test="$endelse = 'mp4'">video/mp4</xsl:when>
      <xsl:when test="$endelse = 'mov'">video/quicktime</xsl:when>
      <xsl:when test="$endelse = 'avi'">video/x-msvideo</xsl:when>
      <xsl:when test="$endelse = 'dcm' or $endelse = 'dicom'">application/dicom</xsl:when>
      <xsl:when test="$endelse = 'ifc'">application/x-step</xsl:when>
      <xsl:when test="$endelse = 'dwg'">image/vnd.dwg</xsl:when>
      <xsl:when test="$endelse = 'dxf'">image/vnd.dxf</xsl:when>
      <xsl:when test="$endelse = 'sosi'">text/vnd.sosi</xsl:when>
      <xsl:when test="$endelse = 'gml'">application/gml+xml</xsl:when>
      <xsl:when test="$endelse = 'ics'">text/calendar</xsl:when>
      <xsl:when test="$endelse = 'xhtml'">application/xhtml+xml</xsl:when>
      <xsl:when test="$endelse = 'sgml'">text/sgml</xsl:when>
      <xsl:when test="$endelse = 'md'">text/markdown</xsl:when>
      <xsl:when test="$endelse = '7z'">application/x-7z-compressed</xsl:when>
      <xsl:when test="$endelse = 'asice'">application/vnd.etsi.asic-e+zip</xsl:when>
      <xsl:when test="$endelse = 'p7m'">application/pkcs7-mime</xsl:when>
      <xsl:when test="$endelse = 'heic'">image/heic</xsl:when>
      <xsl:otherwise>application/octet-stream</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
